tutor-hint-waits = No other hint fits your work as it is now. Go on a little, and ask again: the hints that are left depend on what you have.
