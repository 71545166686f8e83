# 测验：页面和脚本用到的文字。`{"{name}"}` 由脚本自己填写。

site-quiz = 自测
site-check-answer = 检查

page-right = 正确。
page-wrong = 不太对。
page-quiz-empty = 请先选择或填写答案。
page-quiz-incomplete = 选中的都对，但还没选全。
page-quiz-up = 上移：{"{step}"}
page-quiz-down = 下移：{"{step}"}
page-quiz-moved = 现在是第 {"{place}"} 步，共 {"{total}"} 步。
page-quiz-score = {"{total}"} 题答对 {"{right}"} 题。
page-quiz-score-all = {"{total}"} 题全部答对。
page-quiz-again = 再做一次
