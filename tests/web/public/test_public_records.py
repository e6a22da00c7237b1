"""The record of a post says who signed what, and an outsider's shell proves it from what the pages hand out."""

import shutil
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from approval_ui.public.application import create
from countersign.log import entry as leaves
from countersign.log import proof
from countersign.settings import Settings
from tests import stories
from tests.serving import served
from tests.web.public.conftest import Publish, a_message

Seal = Callable[[], None]
TOOLS = ("openssl", "sha256sum", "base64", "od", "mktemp", "sh")


def fetch(root: str, path: str, into: Path) -> Path:
    """Save what an address hands out."""
    with urllib.request.urlopen(root + path, timeout=10) as answer:
        into.write_bytes(answer.read())
    return into


def shell(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the script that was handed out."""
    return subprocess.run(["sh", "verify.sh", *words], cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="needs openssl and coreutils")
def test_a_strangers_shell_proves_a_record(told: Settings, publish: Publish, seal: Seal, tmp_path: Path) -> None:
    """With the files of a record's page, openssl and coreutils say yes; with one letter changed they say no."""
    [record] = publish()
    seal()
    with served(create(told)) as root:
        for ending in ("tlog-proof", "leaf", "fields"):
            fetch(root, f"/records/{record}.{ending}", tmp_path / f"r.{ending}")
        fetch(root, "/log/verify.sh", tmp_path / "verify.sh")
        fetch(root, "/log/vkey", tmp_path / "vkey")

    proved = shell(tmp_path, "r.tlog-proof", "r.leaf", "vkey")
    assert (proved.returncode, proved.stdout.startswith("PROVED")) == (0, True), proved.stderr
    fields = shell(tmp_path, "--fields", "r.fields", "r.leaf")
    assert fields.returncode == 0, fields.stderr
    assert stories.TEXT in fields.stdout
    assert "Ruth Calloway" in fields.stdout

    leaf = (tmp_path / "r.leaf").read_bytes()
    (tmp_path / "r.leaf").write_bytes(leaf.replace(b'"v":1', b'"v":2'))
    assert shell(tmp_path, "r.tlog-proof", "r.leaf", "vkey").returncode != 0


def test_a_record_says_in_one_sentence_who_signed(client: TestClient, publish: Publish, seal: Seal) -> None:
    """The page begins with the sentence, names both signers with their titles, and then shows the words."""
    [record] = publish()
    waiting = client.get(f"/records/{record}")
    assert "The signed seal follows within seconds" in waiting.text
    assert client.get(f"/records/{record}.tlog-proof").status_code == 503
    seal()
    page = client.get(f"/records/{record}").text
    sentence = (
        "This is exactly what <strong>Inés Duarte</strong>, Lieutenant and Watch Commander, and "
        "<strong>Ruth Calloway</strong>, Chief of Police, signed."
    )
    assert page.index(sentence) < page.index(stories.TEXT) < page.index("The proof")
    for ending in (".tlog-proof", ".leaf", ".fields", ".json"):
        assert f'href="/records/{record}{ending}"' in page


def test_what_is_handed_out_fits_together(client: TestClient, publish: Publish, seal: Seal) -> None:
    """Leaf, fields and proof of a record verify with the library too, and the JSON says the same."""
    [record] = publish()
    seal()
    leaf = client.get(f"/records/{record}.leaf").content
    fields = leaves.parse_fields(client.get(f"/records/{record}.fields").text)
    assert leaves.verify(leaf, fields)
    vkey = client.get("/log/vkey").text.strip()
    told = client.get(f"/records/{record}.json").json()
    checkpoint = proof.verify(client.get(f"/records/{record}.tlog-proof").text, leaf, vkey)
    assert checkpoint.size > told["index"]
    assert (told["sealed"], told["leaf"].encode()) == (True, leaf)


def test_other_entries_of_the_log_have_no_page(client: TestClient, engine: Engine, publish: Publish) -> None:
    """Only the records of publications can be read: drafts, decisions and pauses have none."""
    [record] = publish()
    with engine.connect() as connection:
        others = connection.exec_driver_sql("select id from entry where event <> 'delivery.sent'").scalars().all()
    assert len(others) > 10
    assert {client.get(f"/records/{other}{end}").status_code for other in others for end in ("", ".fields")} == {404}
    assert client.get(f"/records/{record}").status_code == 200


def test_records_are_found_by_what_they_say(client: TestClient, publish: Publish) -> None:
    """Every word must be there, in any case; signs of a pattern are only signs; page, category and days narrow."""
    publish(a_message("Harbor market: 50% fewer cars."), a_message("Bridge repair_work on Monday."))
    found = {
        "q=harbor+MARKET": (True, False),
        "q=harbor+bridge": (False, False),
        "q=50%25": (True, False),
        "q=%25": (True, False),
        "q=_": (False, True),
        "q=repair_work": (False, True),
        "page=newsroom": (True, True),
        "page=mastodon": (False, False),
        "category=community_notice": (True, True),
        "category=weather": (False, False),
        "since=2020-01-01&until=2090-01-01": (True, True),
        "until=2020-01-01": (False, False),
        "since=2090-01-01": (False, False),
        "since=nonsense&until=0000-00-00": (True, True),
        "q=" + "x" * 5000: (False, False),
        "q=%00": (True, True),
    }
    for query, expected in found.items():
        page = client.get(f"/records?{query}")
        assert page.status_code == 200, query
        assert tuple(words in page.text for words in ("50% fewer", "Bridge repair")) == expected, query
