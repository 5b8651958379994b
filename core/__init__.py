"""The measured floor: workloads, backends and the agent that lives inside a subject.

Nothing here imports anything outside the standard library, so that this folder alone can be
put on the path of any CPython from 3.10 on.
"""

from corecurve.core.workload import Workload

__all__ = ["Workload"]
