"""Where something went wrong, for the log: places in our own code, never what was in hand there."""

import logging
import traceback
from pathlib import Path

from countersign import logs

ROOT = Path(__file__).parents[2]


def places(error: BaseException) -> list[str]:
    """File, line and function of each step through our own code, the innermost last.

    Neither the error's words nor variables: they may hold a draft, a token or a password.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if Path(f.filename).is_relative_to(ROOT) and "site-packages" not in f.filename]
    return [f"{Path(f.filename).relative_to(ROOT)}:{f.lineno} {f.name}" for f in ours]


def log_places_only() -> None:
    """From now on this process's log has places; uvicorn, too, says of a fault only where and of what kind it was."""
    logs.plainly()
    logging.getLogger("uvicorn.error").addFilter(_without_words)


def _without_words(record: logging.LogRecord) -> bool:
    """A database's error repeats the row that it refused, and that may hold anything."""
    if record.exc_info and (error := record.exc_info[1]):
        told = " < ".join(reversed(places(error)))
        record.msg, record.args = f"{record.getMessage().strip()} {type(error).__name__} at {told}", None
        record.exc_info = record.exc_text = None
    return True
