"""The log's files are those that were published, and no other file of the machine can be had in their place."""

from collections.abc import Callable
from http.client import HTTPConnection

import pytest
from starlette.testclient import TestClient

from approval_ui.public.application import create
from countersign.log import note, tiles
from countersign.settings import Settings
from tests.serving import served
from tests.web.public.conftest import Publish

Seal = Callable[[], None]
ELSEWHERE = (
    "tile/../checkpoint",
    "tile/0/../../../keys/log.key",
    "tile/0/..%2f..%2f..%2fkeys%2flog.key",
    "..%2fkeys%2flog.key",
    "%2e%2e/keys/log.key",
    "..\\keys\\log.key",
    "/etc/passwd",
    "tile//etc/passwd",
    "tile/0/000%00",
    "tile/0/0000",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/64/000",
    "tile/00/000",
    "tile/entries/..",
    "tile/entries/000/../000",
    "tile",
    "tile/",
    ".checkpoint",
)


def test_every_published_file_is_served(told: Settings, client: TestClient, publish: Publish, seal: Seal) -> None:
    """Seal, tiles and bundles come as they lie in the folder; tiles never change, the seal always may."""
    publish()
    seal()
    files = [path for path in told.published.rglob("*") if path.is_file()]
    assert len(files) >= 3
    for path in files:
        answer = client.get(f"/log/{path.relative_to(told.published)}")
        assert answer.content == path.read_bytes()
        is_tile = path.name != tiles.CHECKPOINT
        assert ("immutable" in answer.headers["Cache-Control"]) == is_tile
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_seal_opens_with_the_key(client: TestClient, publish: Publish, seal: Seal) -> None:
    """What /log/checkpoint says was signed by the key of /log/vkey."""
    publish()
    seal()
    opened = note.open_checkpoint(client.get("/log/checkpoint").text, client.get("/log/vkey").text.strip())
    assert opened.size > 10


def test_no_other_file_can_be_had(told: Settings, publish: Publish, seal: Seal) -> None:
    """Paths that lead out of the folder, or to what is no tile, are 404 and never a file."""
    publish()
    seal()
    (told.published / ".checkpoint").write_text("half written")
    (told.published / "tile" / "0" / "0000").write_text("not a tile")
    with served(create(told)) as root:
        for path in ELSEWHERE:
            status, body = raw(root, f"/log/{path}")
            assert (status, b"PRIVATE KEY" in body, b"not a tile" in body) == (404, False, False), path


def raw(root: str, target: str) -> tuple[int, bytes]:
    """What a server answers to exactly this target; nothing is tidied on the way."""
    connection = HTTPConnection(root.partition("://")[2], timeout=10)
    connection.putrequest("GET", target, skip_accept_encoding=True)
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.read()


@pytest.mark.parametrize("address", ["/log/checkpoint", "/log/vkey", "/log/tile/0/000"])
def test_before_the_first_seal_there_is_nothing(client: TestClient, address: str) -> None:
    """A log without entries says so."""
    assert client.get(address).status_code == 404
    assert "no signed seal yet" in client.get("/log").text
