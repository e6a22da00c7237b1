"""Where test material written by others lies, when it is there."""

import os
from pathlib import Path

import pytest

_HERE = Path(__file__).parents[3]
SHARED = Path(os.environ.get("COUNTERSIGN_SHARED") or _HERE.parent / "shared" / "data")


def folder(name: str) -> Path:
    """A folder of the records material, or a skipped test when it is not on this machine."""
    found = SHARED / "records" / "open" / name
    if not found.is_dir():
        pytest.skip(f"test material written by others is not here: {found}")
    return found
