"""The command line: thin, every command one call of a service, printed for a person or as one JSON object."""
