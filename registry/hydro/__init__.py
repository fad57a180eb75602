"""Pure geography: river networks from lines, places on them, and the section each feature answers to."""
