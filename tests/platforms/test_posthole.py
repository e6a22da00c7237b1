"""Instagram against posthole, a mock of it by others, where Python is new enough for it."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from socket import create_server

import pytest
import requests

from countersign.platforms.base import Done, Renewed, Secret
from countersign.platforms.http import PageAccess
from tests.cached import INSTALLING_TEST_SECONDS, python_with
from tests.platforms.conftest import a_seed
from tests.platforms.networks import a_channel, a_post, of, run

BACK = "http://127.0.0.1/back"
pytestmark = pytest.mark.timeout(INSTALLING_TEST_SECONDS)


def new_enough() -> str:
    """A Python of 3.12 or later that runs, or a skip."""
    for name in ("python3.14", "python3.13", "python3.12"):
        found = shutil.which(name)
        if found and subprocess.run([found, "-V"], capture_output=True, check=False).returncode == 0:
            return found
    kept = sorted(Path.home().glob(".pyenv/versions/3.1[2-9].*/bin/python3"))
    if not kept:
        pytest.skip("NOT TESTED: posthole needs Python 3.12")
    return str(kept[-1])


@pytest.fixture(scope="module")
def posthole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running posthole."""
    python = python_with("posthole", "posthole==0.6.0", python=new_enough())
    with closing(create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("posthole")
    told = {"POSTHOLE_PORT": str(port), "POSTHOLE_DATABASE_URL": str(folder / "posthole.db")}
    line = [str(python), "-m", "posthole"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(line, cwd=folder, env={**os.environ, **told}, **quiet) as process:
        address = f"http://127.0.0.1:{port}"
        await_answer(address)
        yield address
        process.terminate()


def await_answer(address: str) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            requests.get(f"{address}/accounts", timeout=30)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("posthole did not start")


@pytest.fixture
def access(posthole: str) -> PageAccess:
    """Access to an account there, by its own sign-in."""
    page = requests.get(f"{posthole}/oauth/authorize", params={"redirect_uri": BACK}, timeout=30).text
    found = re.search(r'<option value="(\d+)"', page)
    assert found, page
    asked = {"account_id": found[1], "redirect_uri": BACK}
    went = requests.post(f"{posthole}/oauth/authorize", data=asked, allow_redirects=False, timeout=30)
    code = went.headers["location"].partition("code=")[2].partition("&")[0]
    short = requests.post(f"{posthole}/oauth/access_token", data={"code": code}, timeout=30).json()["access_token"]
    query = {"grant_type": "ig_exchange_token", "client_secret": "s", "access_token": short}
    token = requests.get(f"{posthole}/access_token", params=query, timeout=30).json()["access_token"]
    settings = {"account_id": found[1], "token_in_address": True}
    return PageAccess("page", posthole, "@harborglen", token, settings, lambda sha256: f"https://town.gov/{sha256}")


def test_a_picture_is_published_by_its_container(access: PageAccess) -> None:
    """Container, status and publication, with the token in the address, as this server wants it; none is kept."""
    instagram = of("instagram")
    with a_channel(access) as channel:
        plan = instagram.prepare(a_post("Main Street is closed.", media=1), a_seed(), access=access)
        outcome = run(instagram, plan, channel).outcome
        assert isinstance(outcome, Done) and outcome.ref.startswith("mock-post-")
        kept = b"".join(e.request + e.response + e.url.encode() for e in channel.take())
        assert str(access.credential).encode() not in kept
    shown = requests.get(f"{access.base_url}/posts?platform=instagram", timeout=30).text
    assert "Main Street is closed." in shown


def test_its_access_is_renewed(access: PageAccess) -> None:
    """A new long-lived token comes with its end."""
    with a_channel(access) as channel:
        came = of("instagram").refresh(channel)
    assert isinstance(came, Renewed)
    new = Secret.parse(came.credential)
    assert new.token and new.token != access.credential and new.expires
