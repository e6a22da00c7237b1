"""The fake servers are true: the vendors' own libraries and documents agree with them, and with what we send."""

import base64
import json
import re
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from countersign.content import FinalText, MediaRef, Part
from countersign.platforms.base import Comments, Done
from tests.cached import INSTALLING_TEST_SECONDS, python_with
from tests.fakes.social import ACCOUNTS, TOKENS, Seen, Social
from tests.platforms.conftest import a_seed
from tests.platforms.networks import a_channel, a_post, access_to, of, run
from tests.platforms.scenes import CAPTIONS

SCRIPTS = Path(__file__).parent / "witnesses"
pytestmark = pytest.mark.timeout(INSTALLING_TEST_SECONDS)
FILM = MediaRef("ab" * 32, "video/mp4", "The bridge", CAPTIONS)
VIDEO = FinalText("page", (Part("The bridge opens."),), (FILM,))
LIBRARIES = ("facebook-business==26.0.3", "python-facebook-api==0.24.0", "xdk==0.10.6", "openapi-core==0.23.1")
#: What we use of Threads, as the paths of Meta's own collection.
THREADS_PATHS = (
    "me/threads",
    "me/threads_publish",
    "{{container_id}}",
    "{{thread_id}}",
    "{{thread_id}}/conversation",
    "{{reply_thread_id}}/manage_reply",
    "me/replies",
    "me",
)
#: Documented since the collection was made (2025), or Meta's own for every list.
NEWER = {"link_attachment", "fields", "limit", "after", "appsecret_proof"}


@pytest.fixture
def social() -> Iterator[Social]:
    """The fake servers."""
    with Social() as running:
        yield running


@pytest.fixture(scope="module")
def library() -> Path:
    """The Python that has the vendors' libraries."""
    return python_with("social-witnesses", *LIBRARIES)


def says(library: Path, script: str, *told: str, lines: str = "") -> list[Any]:
    """What a script of `witnesses/` prints, as JSON."""
    line = [str(library), str(SCRIPTS / script), *told]
    done = subprocess.run(line, input=lines, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(row) for row in done.stdout.splitlines()]


def test_metas_own_library_drives_the_fake(library: Path, social: Social) -> None:
    """facebook-business posts with a picture, lists, edits, hides, deletes and misses; and by container."""
    social.shown.profiles["instagram"] = {"biography": "Not monitored."}
    told = (TOKENS["facebook"], ACCOUNTS["facebook"], TOKENS["instagram"], ACCOUNTS["instagram"])
    (said,) = says(library, "facebook_business_says.py", social.url, *told)
    assert said["listed"] == ["From Meta's library"] and said["changed"] == "Changed"
    assert said["profile"] == "Not monitored." and said["gone"] == [100, 33]
    assert said["status"] == "FINISHED" and said["published"] == ["Hi"] and said["same"]
    assert said["comments"] == said["answers"] == [["Thank you", True]] and said["left"] == 0
    assert said["biography"] == "Not monitored."
    assert said["film"] == [False, "ready", True, True] and said["films"] == ["A film"]
    assert all(seen.form.get("appsecret_proof") for seen in social.seen)


def test_a_library_for_threads_drives_the_fake(library: Path, social: Social) -> None:
    """python-facebook-api makes a container, publishes it, reads it back and deletes it."""
    (said,) = says(library, "pyfacebook_says.py", social.url, TOKENS["threads"])
    assert said["status"] == "FINISHED" and said["shown"] == "From their library" and said["listed"] == [True]
    assert "nonexisting field" in said["afterwards"] and said["deleted"] == {"success": True}


def test_xs_own_library_drives_the_fake(library: Path, social: Social) -> None:
    """xdk uploads, describes and captions, posts, lists, hides, deletes and misses; its models read every answer."""
    (said,) = says(library, "xdk_says.py", social.url, TOKENS["x"], social.comment("x", "1"))
    assert said["shown"].startswith("From X's library") and said["listed"] == [True]
    assert said["captions"] == "EN"
    assert said["answers"] == ["Thank you!"] and said["deleted"] and said["gone"]


def test_every_write_to_x_is_as_its_document_has_it(library: Path, social: Social, shared: Path) -> None:
    """Pictures, a captioned video, posts, threads, edits, hiding and deleting pass X's official OpenAPI document."""
    x = of("x")
    with a_channel(access_to(social, "x")) as channel:
        plan = x.prepare(a_post("One https://town.gov", "Two", media=4), a_seed(), access=channel.access)
        done = run(x, plan, channel).outcome
        assert isinstance(done, Done)
        assert isinstance(run(x, x.prepare(VIDEO, a_seed(), access=channel.access), channel).outcome, Done)
        x.edit(done.ref, "Changed", channel)
        x.hide(done.ref, social.comment("x", done.ref), channel)
        x.delete(done.ref, channel)
    writes = [seen for seen in social.seen if seen.method != "GET"]
    wrong = said_of(library, shared, writes)
    assert len(writes) == 19 and not [row for row in wrong if row["wrong"]]
    odd = Seen("POST", "/2/tweets", {}, writes[-1].headers, b'{"text": "Hi", "visibility": "public"}', {})
    assert said_of(library, shared, [odd])[0]["wrong"], "a field that X does not have was not noticed"


def said_of(library: Path, shared: Path, writes: list[Seen]) -> list[dict[str, Any]]:
    """What X's document says against each request."""
    lines = "\n".join(
        json.dumps(
            {
                "method": seen.method,
                "path": seen.path,
                "query": seen.query,
                "headers": seen.headers,
                "body": base64.b64encode(seen.body).decode(),
            }
        )
        for seen in writes
    )
    return says(library, "openapi_says.py", str(shared / "platforms" / "x-api-v2.openapi.json"), lines=lines)


def collection(shared: Path) -> list[tuple[str, str, dict[str, str]]]:
    """Method, path and parameters of every request in Meta's collection for Threads."""
    told = json.loads((shared / "platforms" / "threads-api.postman_collection.json").read_text())
    found, folders = [], [told]
    while folders:
        for item in folders.pop()["item"]:
            if "item" in item:
                folders.append(item)
                continue
            url = item["request"]["url"]["raw"]
            path, _, query = url.removeprefix("{{api_host}}/").partition("?")
            asked = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
            found.append((item["request"]["method"], path.rstrip("/"), asked))
    return found


def test_metas_collection_for_threads_works_on_the_fake(social: Social, shared: Path) -> None:
    """Each request of the collection that we make use of is answered as good, with its own parameters."""
    container, post = made_by_hand(social)
    comment = social.comment("threads", post)
    names = {"container_id": container, "thread_id": post, "reply_thread_id": comment, "reply_control": "everyone"}
    names |= {"image_url": social.address("ab"), "video_url": social.address("cd")}
    used = [row for row in collection(shared) if row[1] in THREADS_PATHS and "quote_post_id" not in row[2]]
    assert len(used) >= 14
    for method, path, asked in sorted(used, key=lambda row: row[0] == "DELETE"):
        fresh = made_by_hand(social, publish=False)[0]
        given = names | {"container_id": fresh, "carousel_children_ids": f"{fresh},{container}"}
        answer = requests.request(
            method,
            f"{social.url}/v1.0/{filled(path, given)}",
            params={name: filled(value, given) for name, value in asked.items()},
            headers={"Authorization": f"Bearer {TOKENS['threads']}"},
            timeout=30,
        )
        assert answer.status_code == 200, (method, path, asked, answer.text)


def filled(template: str, names: dict[str, str]) -> str:
    """A template of the collection with our values."""
    return re.sub(r"\{\{(\w+)\}\}", lambda name: names.get(name[1], "id"), template)


def made_by_hand(social: Social, *, publish: bool = True) -> tuple[str, str]:
    """A container, and the post that it became."""
    who = {"Authorization": f"Bearer {TOKENS['threads']}"}

    def post(path: str, **form: str) -> str:
        answer = requests.post(f"{social.url}/v1.0/me/{path}", data=form, headers=who, timeout=30)
        return str(answer.json()["id"])

    container = post("threads", media_type="TEXT", text="Hi")
    return container, post("threads_publish", creation_id=container) if publish else ""


def test_what_we_send_to_threads_is_in_metas_collection(social: Social, shared: Path) -> None:
    """Every path that the adapter uses is in the collection, with no parameter that is not."""
    threads, asked = of("threads"), collection(shared)
    with a_channel(access_to(social, "threads")) as channel:
        plan = threads.prepare(a_post("One", "Two", media=2), a_seed(), access=channel.access)
        done = run(threads, plan, channel).outcome
        assert isinstance(done, Done)
        comment = social.comment("threads", done.ref)
        assert isinstance(threads.replies(done.ref, channel), Comments)
        threads.hide(done.ref, comment, channel)
        threads.read_profile(channel)
        threads.recent(channel)
        threads.delete(done.ref, channel)
    allowed: dict[tuple[str, str], set[str]] = {}
    for method, path, names in asked:
        allowed.setdefault((method, shape(path)), set()).update(names)
    for seen in social.seen:
        key = (seen.method, shape(seen.path.removeprefix("/v1.0/")))
        assert key in allowed, key
        assert {*seen.query, *seen.form} <= allowed[key] | NEWER, (key, seen.form)


def shape(path: str) -> str:
    """A path with every number and placeholder as one sign; our account's number is "me"."""
    return re.sub(r"\{\{\w+\}\}|\d+", "*", path.replace(ACCOUNTS["threads"], "me"))
