"""What the system says of a process and all that came of it: processor time and memory (Linux's /proc)."""

import os
from collections.abc import Sequence
from pathlib import Path


def family(parent: int) -> list[int]:
    """A process and all that came of it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (stat := _stat(int(entry.name))):
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    found, waiting = [], [parent]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def _stat(process: int) -> list[str]:
    """The fields of /proc/PID/stat after its name: state, parent, ..."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def cpu_seconds(processes: Sequence[int]) -> float:
    """Processor seconds of some processes, with those of their children that have ended."""
    return sum(sum(map(int, stat[11:15])) for p in processes if (stat := _stat(p))) / os.sysconf("SC_CLK_TCK")


def megabytes(process: int, file: str, key: str) -> float:
    """A figure of /proc/PID/FILE, in MB."""
    try:
        lines = Path(f"/proc/{process}/{file}").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{key}:")) / 1000
