"""Imported first, moves whatever a process keeps in memory to where it happens to fall.

How fast a loop in Python runs depends on where its objects lie, and the order in which a program imports decides it
launch after launch: the same loop in two programs differed by 5% of CPU seconds, medians of twenty launches each. So
that two programs can be compared, each launch of both gets a layout of its own.

Source: Mytkowicz, Diwan, Hauswirth, Sweeney, "Producing wrong data without doing anything obviously wrong!" (2009);
Curtsinger and Berger, "Stabilizer: statistically sound performance evaluation" (2013).
"""

import random

PADDING = [
    *(bytearray(random.randrange(16, 4096)) for _ in range(random.randrange(1000))),
    *(object() for _ in range(random.randrange(3000))),
]
