"""The commands that belong to no single room."""
