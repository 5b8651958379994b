"""The measuring commands, one file each."""
