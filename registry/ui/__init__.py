"""The screens: one file per page, what a session remembers, and the widgets they share."""
