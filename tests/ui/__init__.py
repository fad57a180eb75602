"""The screens, run without a browser against a real registry."""
