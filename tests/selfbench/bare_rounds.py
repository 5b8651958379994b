"""The same rounds as in a subject, with no harness: nobody waits, reads or watches."""

import json
import os
import sys

from corecurve.core.agent.session import Session

PRIMES = {"module": "corecurve.core.workloads.primes"}


def main(size, rounds):
    session = Session()
    session.load(PRIMES, "primes")
    case = {"workload": "primes", "backend": "pool", "workers": 2}
    walls = {"serial": [], "pool": []}
    for _ in range(rounds):
        walls["serial"].append(session.serial(size, 1, True)["round"]["wall_seconds"])
        walls["pool"].append(session.case(case, size, 1, True)["round"]["wall_seconds"])
    print(json.dumps(walls))


if __name__ == "__main__":
    sys.stdin = open(os.devnull)
    main(*map(int, sys.argv[1:3]))
