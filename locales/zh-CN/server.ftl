# 服务器没有照做时说的话。`代码` 放在反引号里。

server-error-malformed = 浏览器不会发出这样的请求。
server-help-malformed = 请只发送一个 `Host`、一个 `Content-Length`，不要使用 `Transfer-Encoding`。
server-error-method = 只接受 `GET`、`HEAD` 和 `POST`，并且要用在路由表写明的地方。
server-help-method = 路由列在 `docs/API.md` 里。
server-error-too-large = 请求超过了 1 MB。
server-help-too-large = 请一次少发一些。
server-error-slow = 请求超过 30 秒还没有传完。
server-help-slow = 请再试一次。
server-error-not-json = 会改变内容的请求必须以 `application/json` 发送。
server-help-not-json = 请设置请求头 `Content-Type: application/json`。
server-error-bad-json = 请求不是有效的 JSON。
server-help-bad-json = 请检查是否缺了引号或括号。
server-error-bad-field = 请求里有未知、缺失或类型不对的字段。
server-help-bad-field = 每个请求的字段都列在 `docs/API.md` 里。
# 下面三条会发给任何来访者，包括恶意网页，所以不透露程序的位置。
server-error-host = 这个服务器只响应它自己的地址。
server-help-host = 请打开 `sampan` 启动时显示的地址，或者运行 `sampan open`。
server-error-origin = 请求来自一个不属于 Sampan 的页面。
server-help-origin = 请在单独的标签页里打开 Sampan：运行 `sampan open`。
server-error-cross-site = 这个请求是另一个网站让你的浏览器发出的，所以没有执行。
server-help-cross-site = 请在单独的标签页里打开 Sampan：运行 `sampan open`。
server-error-sign-in = 这个标签页还没有登录。
server-help-sign-in = 请在终端里运行 `{ $sampan } open`，它会打开一个已登录的页面。
server-error-code = 这个登录链接已经用过，或者已经超过一分钟。
server-help-code = 请在终端里运行 `{ $sampan } open`，得到一个新的链接。
server-error-too-many-guesses = 最近一分钟里错误的凭据太多了。
server-help-too-many-guesses = 请在终端里运行 `{ $sampan } open`：新的登录链接立即可用。
server-error-no-such-page = 没有这个页面。
server-help-no-such-page = 请从目录开始。
server-error-too-many-streams = 同时关注练习的标签页太多了。
server-help-too-many-streams = 请关掉几个；这个标签页会自己重试。
server-error-ending = Sampan 正在停止。
server-help-ending = 请用 `sampan` 重新启动它。
server-error-internal = Sampan 内部出错了。你做过的事都没有丢失。
server-help-internal = 请再试一次；如果还是这样，运行 `sampan` 的终端里有更多信息。
