"""What screening costs: importing it, drafts a second on one core, and the slowest long draft.

`python benchmarks/screening.py`; wanted: 300 drafts a second, 300 ms to import, p99 of 50 ms for 5,000 characters.
"""

import itertools
import json
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT)]

from countersign import agency  # noqa: E402  (the folder has to be known first)
from countersign.cli_screen import screened  # noqa: E402
from countersign.content import Draft  # noqa: E402
from countersign.screening import screen  # noqa: E402

CORPUS = ROOT / "tests" / "screening" / "corpus"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
RUNS = 5


def import_seconds(module: str) -> float:
    """The best of some runs, each in a fresh interpreter."""
    code = (
        f"import sys, time; sys.path.insert(0, {str(ROOT / 'plugins')!r}); t = time.perf_counter(); import {module}; "
    )
    command = [sys.executable, "-c", code + "print(time.perf_counter() - t)"]
    return min(float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(RUNS))


def main() -> None:
    """Print one line a figure."""
    policy = agency.parse((ROOT / "examples" / "harbor_glen" / "agency.yaml").read_text(), now=NOW)
    lines = [line for file in sorted(CORPUS.glob("*.jsonl")) for line in file.read_text().splitlines()]
    list(screened(lines, policy, NOW))
    begun = time.process_time()
    list(screened(lines, policy, NOW))
    rate = len(lines) / (time.process_time() - begun)
    words = " ".join(json.loads(line)["text"] for line in lines)
    times = [_seconds(policy, words[at : at + 5000]) for at in itertools.islice(range(0, len(words) - 5000, 150), 200)]
    for module in ("countersign.agency", "countersign.screening"):
        print(f"import {module:<24} {import_seconds(module) * 1000:7.0f} ms")
    print(f"drafts a second                 {rate:7.0f}")
    slowest = statistics.quantiles(times, n=100)[98]
    print(f"5,000 characters, median / p99  {statistics.median(times) * 1000:7.1f} / {slowest * 1000:.1f} ms")


def _seconds(policy: agency.Policy, text: str) -> float:
    begun = time.process_time()
    screen(Draft(text, "arrest"), policy, NOW)
    return time.process_time() - begun


if __name__ == "__main__":
    main()
