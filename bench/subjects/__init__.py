"""The processes that are measured in, and what watches over them."""
