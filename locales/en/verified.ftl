# What was tried on real engines: the line below a lesson, and the page it leads to.

verified-title = Tried on real engines
verified-line = Verified on { $engines }, { $date }
verified-summary = The commands of these lessons and every exercise were tried on { $engines }, on { $date }.
verified-how = A session counts when every command printed what the page says. An exercise counts when it is open as shipped, fails for each listed wrong answer at the named check, passes with every right one, and leaves nothing behind.
verified-lesson = Lesson
verified-sessions = Sessions
verified-sessions-run = { $run } of { $all }
verified-exercise = Exercise
verified-trials = { $count ->
    [one] 1 trial
   *[other] { $count } trials
}
verified-state = State
verified-passed = verified
verified-failed = failed
verified-changed = changed since then
verified-none = not tried
