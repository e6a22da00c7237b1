"""The endings that a host name on the internet has (.gov, .org ...), from the public suffix list of a package."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

#: Behind this line the list has what companies give out under their own names.
_PRIVATE = "// ===BEGIN PRIVATE"


@cache
def endings() -> frozenset[str]:
    """Every ending that exists, in small letters, in its own script and as `xn--`; read once, when first asked."""
    return frozenset(_listed())


def _listed() -> Iterator[str]:
    said = (files("publicsuffixlist") / "public_suffix_list.dat").read_text(encoding="utf-8")
    for line in said.partition(_PRIVATE)[0].splitlines():
        rule = line.strip()
        if rule and not rule.startswith("//"):
            ending = rule.rpartition(".")[2].lstrip("!*").lower()
            yield ending
            if not ending.isascii():
                yield "xn--" + ending.encode("punycode").decode()
