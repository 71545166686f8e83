# 练习需要、但已被占用的本机端口。

tutor-error-ports-taken = 这个练习要用的本机端口已被占用：{ $ports }。
tutor-help-ports-taken = 什么都没有创建，别人的东西也没有动过。请先停止占用端口的程序，再重新开始。
sandbox-port-of-container = `{ $port }`（容器 `{ $name }`）
sandbox-port-of-program = `{ $port }`（其他程序；可用 `ss -ltnp` 查看）
