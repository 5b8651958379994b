"""Two or more reports side by side: whether the machines are alike, and what each case does on each."""
