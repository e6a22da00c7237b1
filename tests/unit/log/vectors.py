"""Where test material written by others lies, when it is there."""

import os
from pathlib import Path

import pytest

_CHECKOUT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("COUNTERSIGN_SHARED") or _CHECKOUT.parent / "shared")


def folder(name: str) -> Path:
    """A folder of the records material, or a skipped test when it is not on this machine."""
    found = SHARED / "data" / "records" / "open" / name
    if not found.is_dir():
        pytest.skip("test material by others is not present")
    return found
