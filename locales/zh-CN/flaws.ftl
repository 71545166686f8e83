# HTTP 检查为什么没有得到回应，以及文件的写法错在哪里。

silence-no-container = 没有容器发布端口 { $port }
silence-refused = 连接被拒绝：那里没有程序在监听
silence-broken-off = 还没有收到完整的回应，连接就断开了
silence-too-slow = 没有在规定时间内收到回应
silence-no-way = 网络不通
silence-no-http = 对方用的不是 HTTP
silence-no-service = 没有名为 `{ $name }` 的 Service
silence-no-port = Service `{ $name }` 没有端口 { $port }
silence-no-endpoints = Service `{ $name }` 没有就绪的 Pod
silence-other = 没有得到回应：“{ $detail }”

slip-colon = 这里不能有 `:`；含有 `: ` 的文本要加引号
slip-no-colon = 这一行没有写成 `键: 值` 的形式
slip-wide-colon = 这里用了全角冒号 `：`，要换成半角的 `:`，后面再加一个空格
slip-dash-space = `-` 后面要加一个空格
slip-indent = 这一行的缩进不对，应与同一层的其他行对齐
slip-separator = 括号里缺少逗号，或者缺少右括号
slip-unclosed = 括号 `{ $open }` 没有闭合
slip-bracket = 这个右括号与前面的左括号不匹配
slip-quote = 引号没有闭合
slip-after-quote = 右引号后面还有多余的内容
slip-escape = 没有这种转义；要写一个反斜杠，请写两个
slip-dash = 列表项不能从这里开始，请把 `-` 另起一行
slip-comment = `#` 前面要有空格
slip-begins = 以 `{ $character }` 开头的文本要加引号
slip-anchor = 这个 `*名字` 没有对应的 `&名字`；以 `*` 开头的文本要加引号
slip-too-much = 嵌套太深，或者内容太多
slip-instruction = 没有 `{ $word }` 这条指令
slip-flag = `{ $word }` 没有 `--{ $flag }` 这个选项
slip-pair = `{ $word }` 要写成 `名字=值`，这里却是 `{ $pair }`
slip-image-name = `{ $name }` 不能作为镜像名；要写成 `仓库:标签`，仓库名只能用小写
slip-stage-name = `AS` 后面只能写一个词，也就是阶段名，并且要以字母开头
slip-port = `{ $word }` 不是端口；要写数字，例如 `80` 或 `53/udp`
slip-one-argument = `{ $word }` 必须有且只有一个参数
slip-an-argument = `{ $word }` 至少要有一个参数
slip-two-arguments = `{ $word }` 至少要有两个参数
slip-stage-twice = 有两个阶段都叫 `{ $name }`
slip-no-stage = 没有 `FROM` 指令
slip-from-first = 第一条指令必须是 `FROM`
slip-json = 这里必须写成 JSON 列表，并且用双引号：`["sh", "-c"]`
slip-here-doc = 缺少结束 here-document 的那一行 `{ $end }`
slip-expected = 这里应该是 `{ $what }`
slip-other = 无法解析；解析器的原话是“{ $detail }”
