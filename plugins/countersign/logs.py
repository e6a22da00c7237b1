"""How every program of ours writes its log: where and what kind, never the values that were in hand."""

import structlog


def plainly() -> None:
    """Log without the values of variables: a traceback must never show a password or a key.

    structlog shows them unless told otherwise, wherever rich is installed.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S"),
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ]
    )
