# What exists in an exercise's world, and what happened to it. `Code` stands in backticks.

tutor-error-no-such-thing = There is no `{ $name }` in the world of this exercise.
tutor-help-no-such-thing = It may have been removed just now. Only what belongs to the exercise is shown.

world-state-exists = exists
world-state-created = created, not started
world-state-running = running
world-state-starting = running, not yet healthy
world-state-unhealthy = running, unhealthy
world-state-paused = paused
world-state-restarting = about to start again
world-state-exited = exited ({ $code })
world-state-ready = { $ready }/{ $wanted } ready
world-state-pending = pending
world-state-waiting = waiting: { $word }
world-state-succeeded = succeeded
world-state-failed = failed
world-state-failed-why = failed: { $word }
world-state-terminating = being deleted
world-state-done = { $ready }/{ $wanted } done
world-state-suspended = suspended
world-state-used = { $count ->
    [0] not in use
    [one] used by 1 container
   *[other] used by { $count } containers
}
world-state-reaches = { $count ->
    [0] reaches no ready Pod
    [one] reaches 1 ready Pod
   *[other] reaches { $count } ready Pods
}
world-state-bound = bound
world-state-holds = { $count ->
    [one] 1 key
   *[other] { $count } keys
}
world-state-size = { $size }
world-state-release = { $word }, revision { $revision }
world-state-told = { $word }

world-happened-created = created
world-happened-started = started
world-happened-ended = ended with exit code { $code }
world-happened-out-of-memory = killed: it used more memory than it may
world-happened-checked = health check ended with { $code }: { $output }
world-happened-told = { $reason }: { $output }
