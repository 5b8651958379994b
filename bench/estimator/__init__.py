"""The estimator: what a speedup is, and how sure that is, from paired rounds."""
