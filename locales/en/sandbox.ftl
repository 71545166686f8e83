# What a sandbox does, tells and asks: steps of a set-up, leftovers, images, room. `Code` stands in backticks.

tutor-step-volume = Making the volume `{ $name }`
tutor-step-network = Making the network `{ $name }`
tutor-step-container = Starting the container `{ $name }`
tutor-step-image = Preparing the image `{ $name }`
tutor-step-file = Writing `{ $name }` into the workspace
tutor-step-copy = Copying `{ $path }` into the container `{ $name }`
sandbox-pulling = Pulling `{ $image }`: { $done } of { $layers } layers, { $size } of { $whole } so far
sandbox-error-at-step = Step { $number } of { $total } failed ({ $step }). { $found }
sandbox-help-at-step = Starting again goes on from this step; `{ $sampan } stop` takes down what the steps before it made.

sandbox-leftover = `{ $exercise }` is still in progress and holds { $things }.
sandbox-leftover-ports = `{ $exercise }` is still in progress and holds { $things }, and these ports of this machine: { $ports }.
sandbox-leftover-help = That is fine as long as nothing clashes. `{ $sampan } stop { $exercise }` takes it down.
sandbox-sweep-exercise = `{ $exercise }` is in progress and holds:
sandbox-sweep-loose = Left over from exercises that are not in progress:
sandbox-sweep-strange = These are of another course and stay (`--all` takes them too):
sandbox-sweep-nothing = No exercise holds anything.
sandbox-sweep-unseen = Not everything could be looked at. { $why }
sandbox-sweep-question = Remove these? Your files and your progress stay.
sandbox-swept = { $count ->
    [one] One thing was removed.
   *[other] { $count } things were removed.
}

sandbox-to-pull = Will be pulled first: { $images }. Space needed: { $needed }, space free: { $free }.
sandbox-at-least = at least { $size }
sandbox-size-unknown = unknown
sandbox-room = Free where Docker keeps its images: { $free }
sandbox-image-docker-there = in Docker
sandbox-image-docker-missing = missing in Docker
sandbox-image-cluster-there = in the cluster
sandbox-image-cluster-missing = missing in the cluster
sandbox-images-replace = `{ $name }` is there already. Replace it?
sandbox-images-saved = All images of the course are in `{ $name }` ({ $size }). On another machine: `{ $sampan } images load FILE`, and for its cluster `minikube image load FILE`.
sandbox-images-loaded = { $count ->
    [one] One image was loaded from `{ $name }`.
   *[other] { $count } images were loaded from `{ $name }`.
} A cluster has images of its own: `minikube image load { $name }`.
