"""The explaining floor: reports in; frames, figures, comparisons and verdicts out."""
