# The shell of the pages: what surrounds the lessons, the front page, the feed.

site-overview = Overview
site-trail = You are here
site-day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
site-updated = Updated { $date }
site-edit = Edit this page
site-report = Report a problem
site-mark = A small boat on the water

site-begin = Begin here
site-lesson-count = { $count ->
    [one] 1 lesson
   *[other] { $count } lessons
}
site-exercise-count = { $count ->
    [one] 1 exercise
   *[other] { $count } exercises
}

site-feed = Changes
site-feed-title = { $title }: changes

page-continue = Continue where you left off
