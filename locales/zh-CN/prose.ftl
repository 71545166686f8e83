# 正文中的内容：脚注。

prose-notes = 脚注
prose-note = 脚注 { $number }
prose-note-back = 回到脚注 { $number } 所在的正文
