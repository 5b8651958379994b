"""Figures: every plot function takes data and axes and returns the axes."""
