"""Writing a file so that it is there whole or not at all, also after a power cut."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path


def write_whole(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Put a file in its place in one step, over the one that may be there; its folders are made."""
    write_all({path: content}, mode=mode)


def write_all(contents: Mapping[Path, bytes], *, mode: int = 0o644) -> None:
    """Put each file in its place as `write_whole` does; a folder's list of names is made durable once."""
    folders = {path.parent for path in contents}
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        _written_beside(path, content, mode=mode).replace(path)
    for folder in folders:
        _settle(folder)


def write_once(path: Path, content: bytes, *, mode: int) -> None:
    """Put a file in its place in one step; raises FileExistsError and changes nothing when one is there."""
    beside = _written_beside(path, content, mode=mode)
    try:
        path.hardlink_to(beside)
    finally:
        beside.unlink()
    _settle(path.parent)


def _written_beside(path: Path, content: bytes, *, mode: int) -> Path:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    return beside


def _settle(folder: Path) -> None:
    """Make the folder's list of names durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
