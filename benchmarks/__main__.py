"""`python -m benchmarks [NAME ...] [--quick]`: measure, and print tables; without a name, all of them."""

import argparse
import importlib
import os
import platform
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "plugins")]

HERE = Path(__file__).parent
NAMES = [name for name in ("platforms", "screening", "punctuality", "emergency") if (HERE / f"{name}.py").exists()]


def machine() -> str:
    """What this was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = os.getloadavg()[0]
    return (
        f"{platform.system()} {platform.release()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"Python {platform.python_version()}, load {busy:.1f} at the beginning"
    )


def main() -> None:
    """Run the benchmarks that were named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="fewer posts; for a look, not for a figure")
    told, rest = parser.parse_known_args()
    for name in told.names or NAMES:
        print(f"\n{name} · {machine()}", flush=True)
        sys.argv = [name, *(["--quick"] if told.quick and name in {"punctuality", "emergency"} else []), *rest]
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
