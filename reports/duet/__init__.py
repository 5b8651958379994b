"""Duet: this tree against a git revision, both measured in the same blocks on the same machine."""
