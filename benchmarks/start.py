"""How long each command takes to answer, as a user feels it: whole processes, on an empty and on the sample's database.

.venv/bin/python benchmarks/start.py
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROUNDS = 5


def seconds(arguments: list[str], folder: Path, until: str | None = None) -> float:
    """Seconds until a command ends, or until a line of its output holds `until`."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    if until is None:
        process.communicate("", timeout=120)
        return time.perf_counter() - start
    process.stdin.write("/help\n")
    process.stdin.flush()
    for line in process.stdout:
        if until in line:
            break
    taken = time.perf_counter() - start
    process.kill()
    process.communicate()
    return taken


def main() -> None:
    """Print the table."""
    print(f"{'command':<34} {'median s':>8} {'worst s':>8}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds(["db", "upgrade"], folder)
        rows: list[tuple[str, list[str], str | None]] = [
            ("status", ["status"], None),
            ("find grain", ["find", "grain"], None),
            ("chat (end of input at once)", ["chat"], None),
            ("run, sample: first answer", ["run"], "/subscribe"),
        ]
        for label, arguments, until in rows:
            times = [seconds(arguments, folder, until) for _ in range(ROUNDS)]
            print(f"{label:<34} {statistics.median(times):>8.2f} {max(times):>8.2f}")


if __name__ == "__main__":
    main()
