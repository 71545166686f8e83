# 页面脚本用到的文字。`{"{name}"}` 由脚本自己填写，所以写成字面值。

# 两句话之间。
page-between = {""}

page-theme-system = 配色：跟随系统
page-theme-light = 配色：浅色
page-theme-dark = 配色：深色
page-menu = 课程目录
page-copy = 复制
page-copied = 已复制
page-copy-failed = 复制失败
page-mark-done = 已完成
page-mark-open = 进行中

page-offline = Sampan 没有响应。
page-offline-help = 它还在运行吗？用 `sampan` 重新启动后，本页会自动继续。
page-failed = Sampan 出错了（{"{status}"}）。
page-unsigned-command = { $sampan } open
page-unsigned = 要在这里做练习，请先从你的 Sampan 取得登录链接。在终端里运行下面的命令，再打开它给出的地址：
page-try-again = 重试

page-start = 开始
page-start-again = 再做一次
page-needs = 本机需要：{"{list}"}。
page-needs-nothing = 只需要一个文本编辑器。
page-need-docker = Docker
page-need-kubernetes = Kubernetes 集群
page-need-helm = Kubernetes 集群和 Helm
page-doing-start = 正在准备
page-doing-reset = 正在清理并重新开始
page-doing-stop = 正在清理
page-paste = 把这一行粘贴到终端里，然后在那里操作。检查会自动跟上。

page-live = 实时
page-not-live = 连接断开，正在重连
page-state-passed = 通过
page-state-not-yet = 还没完成
page-state-cannot-tell = 无法判断
page-state-waiting = 等待其他检查项
page-state-unknown = 还没有检查
page-found = 实际
page-cause = 原因
page-remedy = 怎么办
page-see = 查看
page-learn = 学习
page-not-judged = 这不算你做错了。
page-same-reason = 原因同上。
page-your-answer = 你的答案
page-answer = 提交
page-said-passed = 通过：{"{what}"}。
page-said-lost = 不再满足：{"{what}"}。
page-said-blind = 暂时无法判断：{"{what}"}。

page-solved = 完成了：所有检查项都已通过。
page-solved-before = 你已经完成过这个练习。
page-next-lesson = 下一课：
page-after = 完成之后

page-hint = 提示 {"{n}"}/{"{total}"}
page-solution = 答案
page-solution-sure = 显示答案
page-reset = 重置…
page-stop = 结束…
page-removes = 将会删除：
page-removes-nothing = 这个练习没有留下需要删除的东西。
page-reset-files = `{"{path}"}` 里的文件会移到一边，不会删除；练习从头开始。
page-stop-files = `{"{path}"}` 里的文件和你的进度都会保留。
page-reset-sure = 删除并重新开始
page-stop-sure = 删除并结束
page-sure = 确定吗？
page-no = 先不

page-read-again = 再读一遍：

page-help = 键盘操作
page-close = 关闭
page-key-search = 搜索课程
page-key-help = 显示这张表
page-key-tab = 移到下一个链接、按钮或输入框
page-key-move = 从终端或文件移到工作台的标签，再到课文，依次循环；加 Shift 则反向
page-key-tabs = 在工作台的标签之间切换
page-key-copy = 从终端复制
page-key-paste = 粘贴到终端
page-key-find = 搜索终端的输出
page-key-save = 保存文件
