"""Measurements, each as a ratio to a named alternative in the same run. bench/RESULTS.md keeps the figures and the commands."""
