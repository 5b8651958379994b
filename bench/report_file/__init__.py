"""The report as a file: reading it strictly, writing it whole, keeping it in a storage folder."""
