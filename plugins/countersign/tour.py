"""The tour: the whole road once, as its people walk it, through the web pages of a running sample.

It fills in the forms, looks at what comes back, and at the end verifies the record as a stranger would. It knows
nothing but ready.json; a step that does not hold ends it.
"""

import html
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import requests
from rich.console import Console

from countersign.errors import CountersignError, Misconfigured
from countersign.sample import AUTHOR, CHIEF, ON_WATCH
from countersign.settings import Settings

WORDS = (
    "Harbor Street between 1st and 3rd is closed on Saturday from 8 a.m. to noon for the farmers market. "
    "Please use Mission Avenue; the bus stops at 4th."
)
ELSEWHERE = "Pier Road is closed on Saturday from 8 a.m. to noon for the farmers market. Please use Mission Avenue."
INSIDE, NEIGHBOR = ("-121.5601", "36.9142"), ("-121.4500", "36.9142")
#: How long the names may take before the scheduled second, in seconds, beyond the review itself.
HEAD_START = 12
PATIENCE = 90.0


class StepFailed(CountersignError):
    """A step of the tour did not hold."""


@dataclass(slots=True)
class Walk:
    """One tour: where everything is, who is signed in, and what was found on the way."""

    ready: dict[str, Any]
    out: Console
    sessions: dict[str, requests.Session] = field(default_factory=dict)

    @property
    def staff(self) -> str:
        """Address of the staff's pages."""
        return str(self.ready["staff"])

    @property
    def public(self) -> str:
        """Address of the public pages."""
        return str(self.ready["public"])

    def password(self, login: str) -> str:
        """The sample password of somebody."""
        return next(str(p["password"]) for p in self.ready["people"] if p["login"] == login)

    def name(self, login: str) -> str:
        """The name of somebody."""
        return next(str(p["name"]) for p in self.ready["people"] if p["login"] == login)

    @contextmanager
    def step(self, words: str) -> Iterator[Callable[[str], None]]:
        """One ticked line with its time; what is given to the callable is said behind it."""
        said: list[str] = []
        began = time.monotonic()
        try:
            yield said.append
        except (CountersignError, requests.RequestException, OSError) as error:
            self.out.print(f"  [red]✗[/red] {words}: {getattr(error, 'message', error)}", highlight=False)
            raise StepFailed from error
        took = time.monotonic() - began
        behind = f": {said[-1]}" if said else ""
        self.out.print(f"  [green]✓[/green] {words}{behind}  [dim]{took:.1f} s[/dim]", highlight=False)

    def session(self, login: str) -> requests.Session:
        """The browser of somebody, signed in through the form."""
        if login not in self.sessions:
            browser = requests.Session()
            browser.trust_env = False
            self.sessions[login] = browser
            answer = self.post(login, "/signin", login=login, password=self.password(login))
            if "/signin" in answer.url:
                raise StepFailed(f"{self.name(login)} could not sign in.")
        return self.sessions[login]

    def post(self, who: str, path: str, **fields: str) -> requests.Response:
        """Send a form as somebody."""
        browser = self.sessions.get(who) or self.session(who)
        return browser.post(self.staff + path, data=fields, headers={"Origin": self.staff}, timeout=30)

    def page(self, login: str, path: str) -> str:
        """A staff page as somebody sees it."""
        answer = self.session(login).get(self.staff + path, timeout=30)
        answer.raise_for_status()
        return answer.text

    def status(self, post: str) -> dict[str, Any]:
        """Where a post stands, by the API."""
        token = self.ready["tokens"]["posts:read"]
        answer = requests.get(
            f"{self.staff}/api/v1/posts/{post}", headers={"Authorization": f"Bearer {token}"}, timeout=30
        )
        answer.raise_for_status()
        return dict(answer.json())

    def until(self, post: str, wanted: set[str]) -> dict[str, Any]:
        """Wait until a post stands at one of these, or fail."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            seen = self.status(post)
            if seen["status"] in wanted:
                return seen
            time.sleep(0.2)
        raise StepFailed(f"After {PATIENCE:.0f} seconds it is still “{seen['status']}”.")


def read_ready(settings: Settings) -> dict[str, Any]:
    """What a running sample wrote down of itself."""
    try:
        return dict(json.loads((settings.home / "ready.json").read_text()))
    except FileNotFoundError:
        raise Misconfigured(
            f"Nothing runs in {settings.home}. Start the sample with `make run`, and try again in another terminal."
        ) from None


def play(ready: dict[str, Any], out: Console) -> bool:
    """Walk the whole road; True only when every step held."""
    if "people" not in ready:
        raise Misconfigured("The tour walks the sample only. Start it with `make run`.")
    walk = Walk(ready, out)
    out.print("\n[bold]The whole road, once[/bold]")
    try:
        _walk(walk)
    except StepFailed:
        out.print("The tour ended early; the logs are in the folder “log”.", style="red")
        return False
    return True


def _walk(walk: Walk) -> None:
    due = _due(walk)
    author, watch, chief = (walk.name(login) for login in (AUTHOR, ON_WATCH, CHIEF))
    with walk.step(f"{author} queues a post, due at {_clock(walk, due)}") as say:
        post = _queue(walk, WORDS, INSIDE, due)
        say(f"{walk.staff}/posts/{post}")
    with walk.step("review_drafts checks the place and the rules, and puts the disclaimers in") as say:
        seen = walk.until(post, {"sign_off", "returned"})
        _hold(seen["status"] == "sign_off", f"it was returned: {seen.get('reason')}")
        say(_inserted(seen))
    with walk.step("Refused: the author signs her own post") as say:
        say(_refusal(_sign(walk, AUTHOR, post)))
    with walk.step(f"{watch} signs, as watch commander"):
        _signed(_sign(walk, ON_WATCH, post))
    with walk.step(f"{chief} signs, as chief"):
        _signed(_sign(walk, CHIEF, post))
        walk.until(post, {"approved"})
    _second_thoughts(walk)
    _elsewhere(walk)
    with walk.step("It is sent at its second") as say:
        seen = walk.until(post, {"published", "closed"})
        _hold(seen["status"] == "published", "it did not go out")
        sent = seen["deliveries"][0]
        late = (datetime.fromisoformat(sent["sent"]) - due).total_seconds()
        say(f"{late * 1000:.0f} ms after {_clock(walk, due)}, {_by_whom(sent)}: {sent['url']}")
    with walk.step("It stands in the newsroom, for everybody"):
        shown = requests.get(f"{walk.public}/newsroom", timeout=30).text
        _hold(html.escape("farmers market") in shown, "it is not on the newsroom page")
    with walk.step("archive_posts: it is in the record, under a signed seal") as say:
        record = str(sent["record"])
        proof = _proof(walk, record)
        say(f"{walk.public}/records/{record}")
    with walk.step("A stranger verifies it with openssl and coreutils") as say:
        say(_verify(walk, record, proof))


def _by_whom(sent: dict[str, Any]) -> str:
    """Which publisher sent it: one of Airflow's on duty, or the standby."""
    lane = str(sent["attempts"][-1]["publisher"]).partition("@")[0]
    return (
        "by the standby, since no publisher of Airflow was on duty yet" if lane == "any" else "by a publisher on duty"
    )


def _second_thoughts(walk: Walk) -> None:
    """A word is changed after both names are there: the names are void and nothing is scheduled any more."""
    with walk.step("Refused: a word is changed after approval") as say:
        post = _queue(walk, WORDS.replace("Harbor Street", "Anchor Street"), INSIDE, _due(walk) + timedelta(hours=1))
        walk.until(post, {"sign_off"})
        for login in (ON_WATCH, CHIEF):
            _signed(_sign(walk, login, post))
        walk.until(post, {"approved"})
        form = walk.page(AUTHOR, f"/posts/{post}/edit")
        changed = WORDS.replace("Harbor Street", "Anchor Lane")
        later = _due(walk) + timedelta(hours=1)
        walk.post(
            AUTHOR, f"/posts/{post}/edit", **_fields(walk, changed, INSIDE, later), revision=_revision(form), do="save"
        )
        seen = walk.status(post)
        _hold(seen["status"] == "draft", f"it is still “{seen['status']}”")
        _hold(all(d["state"] == "withdrawn" for d in seen["deliveries"]), "a delivery still stands")
        say("both names are void, and nothing is scheduled")
        walk.post(AUTHOR, f"/posts/{post}/withdraw", reason="Only for the tour.")


def _elsewhere(walk: Walk) -> None:
    """The place lies in the neighbor's city: the review gives it back."""
    with walk.step("Refused: the place lies in the neighbor's city") as say:
        post = _queue(walk, ELSEWHERE, NEIGHBOR, _due(walk) + timedelta(hours=1))
        seen = walk.until(post, {"returned", "sign_off"})
        _hold(seen["status"] == "returned", "it went on to sign-off")
        say(str(seen.get("reason") or "").split(". ")[0])
        walk.post(AUTHOR, f"/posts/{post}/withdraw", reason="Only for the tour.")


def _due(walk: Walk) -> datetime:
    """A whole second that leaves time for the review and two names."""
    return (datetime.now(UTC) + timedelta(seconds=HEAD_START + 33)).replace(microsecond=0)


def _clock(walk: Walk, instant: datetime) -> str:
    return f"{instant.astimezone(ZoneInfo(walk.ready['timezone'])):%H:%M:%S}"


def _queue(walk: Walk, words: str, place: tuple[str, str], due: datetime) -> str:
    """Fill in the composer and send it for sign-off; the id of the post."""
    walk.session(AUTHOR)
    answer = walk.post(AUTHOR, "/posts", **_fields(walk, words, place, due), do="submit")
    found = re.search(r"/posts/([0-9a-f-]{36})$", answer.url)
    if answer.status_code != 200 or found is None:
        raise StepFailed(f"The composer did not take it: {_alert(answer.text) or answer.status_code}.")
    return found[1]


def _fields(walk: Walk, words: str, place: tuple[str, str], due: datetime) -> dict[str, str]:
    local = due.astimezone(ZoneInfo(walk.ready["timezone"]))
    return {
        "text": words,
        "category": "community_notice",
        "language": "en",
        "pages": "newsroom",
        "longitude": place[0],
        "latitude": place[1],
        "schedule": "at",
        "due_date": f"{local:%Y-%m-%d}",
        "due_time": f"{local:%H:%M:%S}",
        **({"due_second": "1"} if local.fold else {}),
    }


def _sign(walk: Walk, login: str, post: str) -> requests.Response:
    """Press "Sign" on the post's page as somebody; whoever has no such button sends what a colleague's button sends."""
    shown = walk.page(login, f"/posts/{post}")
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', shown)
    value = digest[1] if digest else walk.status(post)["digest"]
    return walk.post(login, f"/posts/{post}/sign", digest=str(value), password=walk.password(login))


def _signed(answer: requests.Response) -> None:
    _hold(answer.status_code == 200, _alert(answer.text) or f"the answer was {answer.status_code}")


def _refusal(answer: requests.Response) -> str:
    """The sentence with which something was refused."""
    _hold(answer.status_code in {403, 409, 422}, f"it was not refused ({answer.status_code})")
    return _alert(answer.text) or "refused"


def _alert(page: str) -> str:
    """The words of the first alert on a page."""
    found = re.search(r'role="alert"[^>]*>\s*(?:<p>)?\s*(.*?)</(?:p|div|span)>', page, re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[1])).split()) if found else ""


def _revision(form: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', form)
    return found[1] if found else "0"


def _inserted(seen: dict[str, Any]) -> str:
    names = sorted({d["id"] for text in seen["final_texts"] for d in text["disclaimers"]})
    return f"{', '.join(names)}; {len(seen['findings'])} findings"


def _proof(walk: Walk, record: str) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        answer = requests.get(f"{walk.public}/records/{record}.tlog-proof", timeout=30)
        if answer.ok:
            return answer.text
        time.sleep(0.3)
    raise StepFailed("No signed seal covers it yet.")


def _verify(walk: Walk, record: str, proof: str) -> str:
    """What the verifier's script says, in a folder with nothing but what anybody can download."""
    if shutil.which("openssl") is None:
        return "skipped, since this machine has no openssl; the steps are on the record's page"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "record.tlog-proof").write_text(proof)
        for file, path in {
            "record.leaf": f"/records/{record}.leaf",
            "vkey": "/log/vkey",
            "verify.sh": "/log/verify.sh",
        }.items():
            answer = requests.get(walk.public + path, timeout=30)
            answer.raise_for_status()
            (folder / file).write_bytes(answer.content)
        done = subprocess.run(
            ["sh", "verify.sh", "record.tlog-proof", "record.leaf", "vkey"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    _hold(done.returncode == 0, (done.stderr or done.stdout).strip() or "it does not hold")
    return done.stdout.strip().splitlines()[-1]


def _hold(true: bool, otherwise: str) -> None:
    if not true:
        raise StepFailed(otherwise)
