"""The steps of an import on screen: options, preview, commit, and what was written."""
