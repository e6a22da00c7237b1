"""Where something went wrong, for the log: places in our own code, never what was in hand there."""

import traceback
from pathlib import Path

ROOT = Path(__file__).parents[2]


def places(error: BaseException) -> list[str]:
    """File, line and function of each step through our own code, the innermost last.

    Neither the error's words nor variables: they may hold a draft, a token or a password.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if Path(f.filename).is_relative_to(ROOT) and "site-packages" not in f.filename]
    return [f"{Path(f.filename).relative_to(ROOT)}:{f.lineno} {f.name}" for f in ours]
