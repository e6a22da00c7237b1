"""Countersign: nothing goes out until the designated people have put their names to the exact words."""

__version__ = "0.1.0"
