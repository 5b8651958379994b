"""The pytest plugin: the fixture ``speedup``, on top of pytest-benchmark."""
