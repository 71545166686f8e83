# An exercise on a published page.

site-exercise-run = Do it on your own machine. Each check then follows your work by itself:
site-exercise-needs = It needs { $name } there.
site-exercise-needs-nothing = It needs nothing but a text editor there.
site-exercise-get = Get Sampan and this course
site-exercise-spoils = What you find out yourself stays with you longer. Look here when the hints no longer help, or to compare with your own way.
