"""The doctor: what on this machine will spoil measurements."""
