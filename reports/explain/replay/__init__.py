"""Replay: what a round would take with other chunk sizes, numbers of workers and orders."""
