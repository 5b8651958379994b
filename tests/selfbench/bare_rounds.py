"""The same rounds as in a subject, with no harness: nobody waits, reads or watches."""

import json
import sys

from corecurve.core.agent.session import Session

PRIMES = {"module": "corecurve.core.workloads.primes"}


def main(size: int, rounds: int) -> None:
    session = Session()
    session.load(PRIMES, "primes")
    case = {"workload": "primes", "backend": "pool", "workers": 2}
    walls: dict[str, list[float]] = {"serial": [], "pool": []}
    for _ in range(rounds):
        walls["serial"].append(session.serial(size, 1, True)["round"]["wall_seconds"])
        walls["pool"].append(session.case(case, size, 1, True)["rounds"][0]["wall_seconds"])
    print(json.dumps(walls))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
