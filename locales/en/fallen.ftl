# What fell with an engine since an exercise was started. `Code` stands in backticks.

fallen-containers = Docker was started again after this exercise was, and these of its containers no longer run: { $names }.
fallen-pods = The node has put out these Pods of the exercise: { $names }.
fallen-docker = Docker has nothing of this exercise any more: its data were removed after the start.
fallen-cluster = The cluster no longer has the namespace of this exercise: it was deleted, or the cluster was made anew.
fallen-help = Starting the exercise again brings them back, and leaves your files and everything else as they are: `{ $sampan } start { $exercise }`.
page-fallen-start = Bring them back

cause-program-ended = The program `{ $program }` was ended from outside before it was done (signal { $signal }).
remedy-program-ended = The machine may be out of memory: close what takes most of it, then check again.
