"""The rules of axe-core for pages that everybody can use, from npm, outside the checkout."""

import json
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.cached import cached, run

VERSION = "4.14.1"
#: What keeps somebody from using a page; the rest is taste.
GRAVE = {"serious", "critical"}


def source() -> str:
    """The script; the first time it is fetched. Empty where there is no npm to fetch it with."""
    if not shutil.which("npm"):
        return ""

    def install(folder: Path) -> None:
        (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": {"axe-core": VERSION}}))
        impatient = ("--fetch-retries=1", "--fetch-timeout=30000")
        run("npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *impatient, cwd=folder)

    return (cached("axe", VERSION, install) / "node_modules" / "axe-core" / "axe.min.js").read_text()


def complaints(page: Page, script: str) -> list[str]:
    """What axe finds on a page as it stands: the rule, and the pieces of the page that break it."""
    if not script:
        return []
    page.evaluate(script)
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then((said) => said.violations)"
    )
    return [
        f"{each['id']}: {each['help']}: {[node['html'][:120] for node in each['nodes']][:3]}"
        for each in found
        if each["impact"] in GRAVE
    ]
