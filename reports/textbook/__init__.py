"""The textbook, tested: each statement of introductions to multiprocessing, measured here."""
