"""What the platforms cost: importing them, against bare `requests`, and counting a text.

`python benchmarks/platforms.py`; Airflow pays the import for every task process, so it is to stay below 250 ms.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

PLUGINS = Path(__file__).parents[1] / "plugins"
RUNS = 8


def import_seconds(module: str) -> float:
    """The best of some runs, each in a fresh interpreter."""
    code = f"import sys, time; sys.path.insert(0, {str(PLUGINS)!r}); t = time.perf_counter(); import {module}; " + (
        "print(time.perf_counter() - t)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(RUNS)
    ]
    return min(float(run.stdout) for run in runs)


def measure_seconds(platform: str) -> tuple[float, float]:
    """Median and 99th percentile of counting a post of ordinary length; a first one reads the lists it needs."""
    sys.path.insert(0, str(PLUGINS))
    from countersign import limits  # noqa: PLC0415  (only this part needs it)

    text = "Main Street is closed until noon. https://www.harborglen.gov/roads @ann@town.social 🚧 " * 3
    times = []
    for _ in range(2001):
        begun = time.perf_counter()
        limits.measure(text, limits.DECLARED[platform])
        times.append(time.perf_counter() - begun)
    return statistics.median(times[1:]), statistics.quantiles(times[1:], n=100)[98]


def main() -> None:
    """Print one line a figure."""
    for module in ("requests", "countersign.platforms"):
        print(f"import {module:<22} {import_seconds(module) * 1000:6.0f} ms")
    for platform in ("mastodon", "x", "bluesky", "threads", "linkedin"):
        median, slowest = measure_seconds(platform)
        print(f"measure {platform:<9} median / p99 {median * 1000:6.2f} / {slowest * 1000:.2f} ms")


if __name__ == "__main__":
    main()
