"""The running app as a person sees it, in headless Chromium."""
