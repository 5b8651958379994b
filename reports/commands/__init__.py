"""The analysing commands, one file each."""
