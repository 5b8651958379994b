"""What to try: each piece of advice is computed, carries its gain, and says how to check it."""
