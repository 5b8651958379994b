"""Measuring: what to run, in which order, until it is known well enough."""
