"""Explaining: where the rest of the cores went, and what other settings would give."""
