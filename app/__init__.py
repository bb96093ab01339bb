"""Puts the house together: settings, the command line, the launcher, and the web app that mounts every room."""
