"""The script that a subject is started with; it is copied to the run's own folder.

Spawned workers run their parent's main script again, so it holds nothing but this.
"""

if __name__ == "__main__":
    from corecurve.core.agent import main

    main()
