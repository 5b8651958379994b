"""Break-even: from which cost per task, and from how much work, a backend beats the loop on this machine."""
