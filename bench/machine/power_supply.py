"""Whether the machine runs on its battery, on which most laptops lower their clock."""

from __future__ import annotations

from corecurve.bench.machine.system_files import HERE, SystemFiles

SUPPLIES = "/sys/class/power_supply"


def is_on_battery(files: SystemFiles = HERE) -> bool | None:
    """True where a system's battery is being used and nothing else powers it; None where no supply is shown.

    Batteries of mice and headsets (scope ``Device``) do not count.
    """
    folders = [f"{SUPPLIES}/{name}" for name in files.names(SUPPLIES)]
    folders = [folder for folder in folders if files.text(f"{folder}/scope", longest_bytes=64) != "Device"]
    kinds = {folder: files.text(f"{folder}/type", longest_bytes=64) for folder in folders}
    mains = [files.integer(f"{folder}/online") for folder, kind in kinds.items() if kind not in ("Battery", None)]
    batteries = [
        files.text(f"{folder}/status", longest_bytes=64) for folder, kind in kinds.items() if kind == "Battery"
    ]
    if any(online is not None and online > 0 for online in mains):
        return False
    if batteries:
        return "Discharging" in batteries
    return None
