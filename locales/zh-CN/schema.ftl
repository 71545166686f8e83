# `sampan schema` 对各类文件的说明。

schema-of-exercise = 练习需要什么、事先准备什么、检查什么
schema-of-expect = 错误答案应有的结果
schema-of-answers = 解答、错误答案等在各检查项里填入的文字
schema-of-quiz = 一课的测验题
schema-of-frontmatter = 页面开头的 YAML 元数据
schema-of-glossary = 课程的术语及其释义
schema-of-search = 搜索所用的同义词和停用词
schema-of-figure = 插图中的文字
schema-of-book = 课程的设置
schema-how = 用 `{ $sampan } schema exercise > exercise.schema.json` 写出一份给编辑器用；怎样在编辑器里指定它，见 docs/EXERCISES.md。
