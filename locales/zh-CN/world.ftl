# 练习中现有的东西，以及它们的经历。`代码`写在反引号里。

tutor-error-no-such-thing = 这个练习里没有 `{ $name }`。
tutor-help-no-such-thing = 它可能刚刚被删除。这里只显示属于这个练习的东西。

world-state-exists = 已存在
world-state-created = 已创建，未启动
world-state-running = 运行中
world-state-starting = 运行中，尚未健康
world-state-unhealthy = 运行中，不健康
world-state-paused = 已暂停
world-state-restarting = 即将重新启动
world-state-exited = 已退出（{ $code }）
world-state-ready = { $ready }/{ $wanted } 就绪
world-state-pending = 等待中
world-state-waiting = 等待中：{ $word }
world-state-succeeded = 已成功
world-state-failed = 已失败
world-state-failed-why = 已失败：{ $word }
world-state-terminating = 正在删除
world-state-done = 完成 { $ready }/{ $wanted }
world-state-suspended = 已挂起
world-state-used = { $count ->
    [0] 未被使用
   *[other] 有 { $count } 个容器在使用
}
world-state-reaches = { $count ->
    [0] 没有就绪的 Pod
   *[other] 通向 { $count } 个就绪的 Pod
}
world-state-bound = 已绑定
world-state-holds = { $count } 个键
world-state-size = { $size }
world-state-release = { $word }，修订版本 { $revision }
world-state-told = { $word }

world-happened-created = 已创建
world-happened-started = 已启动
world-happened-ended = 已结束，退出码 { $code }
world-happened-out-of-memory = 被终止：内存用量超过上限
world-happened-checked = 健康检查以 { $code } 结束：{ $output }
world-happened-told = { $reason }：{ $output }
