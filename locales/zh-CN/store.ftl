tutor-error-gone = Sampan 的数据库已被删除或移走，因此什么都没有保存。
tutor-help-gone = 把 `sampan.db` 或它的副本（如 `sampan.db.copy-…`）放回原处，Sampan 会自动继续。如果没有副本，请退出 Sampan 再重新启动，从头开始。
