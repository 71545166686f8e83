tutor-error-gone = Sampan's database has been removed or moved away, so nothing is saved.
tutor-help-gone = Put `sampan.db` back in its place, or a copy such as `sampan.db.copy-…`, and it goes on by itself. If there is none, end Sampan and start it again to begin afresh.
