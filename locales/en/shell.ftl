# The shell of the pages: what surrounds the lessons, the front page, the feed.

site-overview = Overview
site-trail = You are here
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
