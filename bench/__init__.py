"""The measuring floor: plans cases, starts subjects, schedules rounds, saves the report."""
