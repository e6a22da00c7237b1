"""What the platforms cost: importing them, against bare `requests`, and counting a text; in processor time.

`python benchmarks/platforms.py`; Airflow pays the import for every task process, so it is to stay below 250 ms.
The import is that of compiled files, as `make install` leaves them: uncompiled ones cost twice as much.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PLUGINS = Path(__file__).parents[1] / "plugins"
RUNS = 10


def import_seconds(module: str, compiled: str) -> float:
    """The best of some runs, each in a fresh interpreter; the first one compiles."""
    code = f"import sys, time; sys.path.insert(0, {str(PLUGINS)!r}); t = time.process_time(); import {module}; " + (
        "print(time.process_time() - t)"
    )
    told = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    told["PYTHONPYCACHEPREFIX"] = compiled
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=told)
        for _ in range(RUNS)
    ]
    return min(float(run.stdout) for run in runs[1:])


def measure_seconds(platform: str) -> tuple[float, float]:
    """Median and 99th percentile of counting a post of ordinary length; a first one reads the lists it needs."""
    sys.path.insert(0, str(PLUGINS))
    from countersign import limits  # noqa: PLC0415  (only this part needs it)

    text = "Main Street is closed until noon. https://www.harborglen.gov/roads @ann@town.social 🚧 " * 3
    times = []
    for _ in range(2001):
        begun = time.thread_time()
        limits.measure(text, limits.DECLARED[platform])
        times.append(time.thread_time() - begun)
    return statistics.median(times[1:]), statistics.quantiles(times[1:], n=100)[98]


def main() -> None:
    """Print one line a figure."""
    with tempfile.TemporaryDirectory() as compiled:
        for module in ("requests", "countersign.platforms"):
            print(f"import {module:<22} {import_seconds(module, compiled) * 1000:6.0f} ms")
    for platform in ("x", "facebook", "instagram", "threads", "linkedin", "mastodon", "bluesky", "nextdoor"):
        median, slowest = measure_seconds(platform)
        print(f"measure {platform:<9} median / p99 {median * 1000:6.2f} / {slowest * 1000:.2f} ms")


if __name__ == "__main__":
    main()
