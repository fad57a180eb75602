"""The registry that says which river section every sewage outlet answers to."""

__version__ = "0.1.0"
