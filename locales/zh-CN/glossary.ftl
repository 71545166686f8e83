# 术语表页面。

site-glossary = 术语表
site-glossary-summary = 本课程用到的 { $count } 个术语及其含义。
