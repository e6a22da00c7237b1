"""A line per step, with its time: what `countersign up` and the tour print."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


def console() -> Console:
    """Where programs speak to the person who started them."""
    return Console(highlight=False, soft_wrap=True)


@contextmanager
def step(out: Console, what: str) -> Iterator[None]:
    """Print what is done and how long it took; on a terminal something moves while it lasts."""
    began = time.monotonic()
    try:
        with out.status(what, spinner="line"):
            yield
    except BaseException:
        out.print(f"[red]✗[/red] {what}")
        raise
    out.print(f"[green]✓[/green] {what}  [dim]{seconds(time.monotonic() - began)}[/dim]")


def seconds(duration: float) -> str:
    """A duration as people read it."""
    return f"{duration:.1f} s" if duration < 60 else f"{int(duration // 60)} min {int(duration % 60)} s"
