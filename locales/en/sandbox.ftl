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
