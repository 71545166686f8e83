# The first visit: engines found or missing, and what Sampan touches.

welcome-title = Is everything there?
welcome-ok = there
welcome-remark = good to know
welcome-missing = missing
welcome-bad = not well
welcome-touch-title = What Sampan touches
welcome-touch-1 = It makes what an exercise needs in your Docker and in your cluster, marks it as its own, and shows you the list before it removes any of it.
welcome-touch-2 = It never changes or removes what is not its own: other containers, namespaces and files stay as they are, and clusters on other machines are left alone unless you name one.
welcome-touch-3 = Your files and your progress stay on this machine, in `~/sampan` and in Sampan's data folder; nothing is sent anywhere.
welcome-done = Begin
welcome-again = `{ $sampan } doctor` says all this again.
