"""A file of JSON lines that several processes may add to, for pages that only exist here."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def append(path: Path, value: Mapping[str, Any]) -> None:
    """Add one line in one write, so that lines of two processes never mix, and put it on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(dict(value), ensure_ascii=False).encode() + b"\n"
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path) -> list[dict[str, Any]]:
    """All lines; none when there is no file."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
