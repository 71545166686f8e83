# 在真实引擎上验证过的内容：每课页脚的一行，以及它链接到的页面。

verified-title = 在真实引擎上的验证结果
verified-line = 已于 { $date }在 { $engines } 上验证
verified-summary = 各课的命令和全部练习已于 { $date }在 { $engines } 上实际运行。
verified-how = 会话中每条命令的输出都与页面一致，才算通过。练习须满足：刚开始时尚未完成；每个列出的错误答案都恰好在指定的检查项上失败；每个正确答案都能通过；结束后不留下任何东西。
verified-lesson = 课程
verified-sessions = 会话
verified-sessions-run = { $run }/{ $all }
verified-exercise = 练习
verified-trials = { $count } 次试验
verified-state = 状态
verified-passed = 已验证
verified-failed = 未通过
verified-changed = 此后有改动
verified-none = 未验证
