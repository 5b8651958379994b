"""The page: a report, or a comparison, as one self-contained HTML file, and as Markdown."""
