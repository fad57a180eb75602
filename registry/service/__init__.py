"""The corridor: one function per use case, joining the rooms for the screens and the command line."""
