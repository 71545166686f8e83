# What a learner's wish came to, the steps of a start, and what the doctor says. `Code` stands in backticks.

tutor-list-comma = {", "}
tutor-list-sentence = {" "}

tutor-error-no-such-exercise = There is no exercise `{ $name }`.
tutor-help-no-such-exercise = See which there are with `{ $sampan } list`.
tutor-error-no-such-check = There is no check `{ $name }` that takes an answer.
tutor-help-no-such-check = See the exercise's checks with `{ $sampan } check`.
tutor-error-no-such-question = There is no question `{ $name }`, or it is answered in another way.
tutor-help-no-such-question = Load the page again.
tutor-error-not-started = This exercise has not been started.
tutor-help-not-started = Start it first, in its page or with `{ $sampan } start`.
tutor-error-taken = Names that this exercise needs are taken: { $things }.
tutor-help-taken = If you do not need them any more, remove them yourself; Sampan deletes nothing that it did not make.
tutor-error-ask = This exercise is not solved yet.
tutor-help-ask = Ask once more if you are sure that you want to see the solution.
tutor-error-set-up = The exercise's set-up was not ready in time: { $found }.
tutor-help-set-up = If it fails again and again, `{ $sampan } doctor` may know why.
tutor-error-refused = An engine refused it: { $detail }
tutor-help-refused = Nothing is lost. If it stays like this, `{ $sampan } doctor` may know why.
tutor-error-broken = The exercise's own files are broken: { $detail }
tutor-help-broken = It is not your mistake. Please report it to the author of the course.
tutor-error-not-trusted = You have not said yet that you trust this course, so nothing of it is run.
tutor-help-not-trusted = Open it in a terminal with `{ $sampan } --course DIR`, and read what it would run.
tutor-error-not-saved = What happened could not be saved: the disk is full.
tutor-help-not-saved = Make room (see `df -h`), then try again; nothing that was saved before is lost.
tutor-error-busy = Another program is writing to Sampan's database.
tutor-help-busy = Try again in a few seconds.
tutor-error-newer = The database was written by a newer Sampan.
tutor-help-newer = Use that version, or set `SAMPAN_DATA` to another folder to start afresh.
tutor-error-damaged = Sampan's database is damaged, so nothing is read from it or written to it.
tutor-help-damaged = Copy its folder first. Then put `sampan.db.copy-…` back in its place if there is one, or move `sampan.db`, `sampan.db-wal` and `sampan.db-shm` aside to start afresh.
tutor-error-internal = Something went wrong inside Sampan.
tutor-help-internal = The log says more; please report it.

tutor-thing-container = the container `{ $name }`
tutor-thing-volume = the volume `{ $name }`
tutor-thing-network = the network `{ $name }`
tutor-thing-image = the image `{ $name }`
tutor-thing-namespace = the namespace `{ $name }` with all that is in it
tutor-thing-other = { $kind } `{ $name }`

tutor-would-use-image = { $exercise }: uses the image `{ $what }`
tutor-would-apply = { $exercise }: applies `{ $what }` to the cluster
tutor-would-make-volume = { $exercise }: makes the volume `{ $what }`
tutor-would-make-network = { $exercise }: makes the network `{ $what }`
tutor-would-run-container = { $exercise }: starts the container `{ $what }`
tutor-would-build-image = { $exercise }: builds the image `{ $what }`
tutor-would-tag-image = { $exercise }: names an image `{ $what }`
tutor-would-ask = { $exercise }: asks `{ $what }` on this machine
tutor-would-run-scripts = { $exercise }: `{ $sampan } verify`, and nothing else, runs its scripts ({ $what })
tutor-would-remove = { $exercise }: removes `{ $what }` at a reset, if it was made after the start


tutor-step-ready = Looking whether everything is there
tutor-step-workspace = Making the workspace
tutor-step-namespace = Making the namespace `{ $namespace }`
tutor-step-kubeconfig = Writing the access to the cluster
tutor-step-apply = Setting up `{ $manifest }`
tutor-step-wait = Waiting until the set-up is ready
tutor-step-remove = Taking down what was there
tutor-step-done = Ready

tutor-doctor-docker = Docker
tutor-doctor-docker-ok = Version { $version } answers at `{ $at }`.
tutor-doctor-cluster = Kubernetes
tutor-doctor-cluster-ok = Version { $version }, context `{ $context }`, answers at `{ $at }`.
tutor-doctor-helm = Helm
tutor-doctor-minikube = minikube
tutor-doctor-kubectl = kubectl
tutor-doctor-program-ok = Found at `{ $path }`.
tutor-doctor-data = Data
tutor-doctor-data-ok = Progress is kept in `{ $path }`.
tutor-doctor-data-bad = Nothing can be written to `{ $path }`. { $detail }
tutor-doctor-data-help = See whose it is with `ls -ld { $path }` and whether the disk is full with `df -h`.
tutor-doctor-root = Account
tutor-doctor-root-ok = Sampan does not run as root.
tutor-doctor-root-bad = Sampan runs as root.
tutor-doctor-root-help = It works, but whatever you do in an exercise is done with all rights. Better use an account of your own.
tutor-doctor-course = Course
tutor-doctor-course-ok = { $exercises } exercises, no problems.
tutor-doctor-course-bad = { $problems ->
    [one] One problem in its files
   *[other] { $problems } problems in its files
}; the rest works.
tutor-doctor-course-help = `{ $sampan } lint` lists them.
