"""Connecting pages: whose access it is, one use of every code, renewal behind a lock, new keys."""

import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from typer.testing import CliRunner

from countersign import cli, connecting, connections, credentials, database, pages
from countersign.connecting import NotConnected
from countersign.errors import Invalid, NotAllowed
from countersign.notices import Notice
from countersign.pages import Connecting, Page
from countersign.platforms import PLATFORMS, oauth
from countersign.platforms.oauth import App
from countersign.platforms.secret import Secret
from countersign.settings import Settings
from tests.fakes.oauth import APP, APP_SECRET, FakeOAuth, arrived
from tests.installation import environment
from tests.stories import CHIEF

OWNER, ADMIN = "lena.fischer", "alex.moreno"
#: Platforms whose adapter is in the list, and whose access goes through the browser.
BROWSER = sorted(oauth.FLOWS.keys() & PLATFORMS.keys())


@pytest.fixture
def platform() -> Iterator[FakeOAuth]:
    """A platform's sign-in on loopback."""
    with FakeOAuth() as fake:
        yield fake


def be(engine: Engine, kind: str, fake: FakeOAuth, **fields: object) -> None:
    """Let the sample's Mastodon page be one of another platform, on our own server."""
    with database.transaction(engine) as s:
        row = s.get_one(Page, "mastodon")
        row.platform, row.base_url, row.handle, row.url = kind, fake.url, "@harborglenpd", ""
        for name, value in fields.items():
            setattr(row, name, value)


def begin(engine: Engine, told: Settings, who: str = OWNER, *, number: str = "4711") -> str:
    """Begin a connection; the address at the platform."""
    with database.transaction(engine) as s:
        registers = connecting.flow_of(s.get_one(Page, "mastodon"))
    own = registers and registers.registers
    app = connecting.registered(told, who, "mastodon") if own else App(APP, APP_SECRET)
    with database.transaction(engine) as s:
        now = database.clock(s)
        return connecting.begin(s, told, who, "mastodon", app=app, number=number, now=now)


def secret_of(engine: Engine, told: Settings) -> Secret:
    """The page's access as it is stored."""
    with database.transaction(engine) as s:
        return Secret.parse(connections.access(s.get_one(Page, "mastodon"), told).credential)


def connect(engine: Engine, told: Settings, fake: FakeOAuth, who: str = OWNER) -> connecting.Connected:
    """The whole way through the browser."""
    back = fake.allow(begin(engine, told, who))
    return connecting.finish(told, who, state=back["state"], code=back["code"])


def everything(engine: Engine) -> str:
    """Every value of every table, as text; bytes as they would be read."""
    with engine.connect() as c:
        names = c.execute(text("select tablename from pg_tables where schemaname = 'public'")).scalars().all()
        rows = [str(c.execute(text(f'select * from "{name}"')).all()) for name in names]
    return "\n".join(rows)


@pytest.mark.parametrize("kind", BROWSER)
def test_a_page_is_connected_through_the_browser(
    engine: Engine, told: Settings, platform: FakeOAuth, kind: str
) -> None:
    """Each platform's own flow ends with access whose account was compared, and that expires when it says."""
    be(engine, kind, platform)
    done = connect(engine, told, platform)
    assert "harborglenpd" in done.account
    kept = secret_of(engine, told)
    assert kept.token in platform.tokens and kept.extra["client_id"] in platform.apps
    with database.transaction(engine) as s:
        row = s.get_one(Page, "mastodon")
        assert row.settings["account_id"] == ("17841" if kind == "instagram" else "4711")
        assert s.scalar(select(Connecting.state)) is None
    assert not [secret for secret in (APP_SECRET, *platform.given) if secret in everything(engine)]


@pytest.mark.parametrize("knows_pkce", [True, False])
def test_a_mastodon_server_makes_our_app_itself(
    engine: Engine, told: Settings, platform: FakeOAuth, knows_pkce: bool
) -> None:
    """Each connection registers an app that sends people to us alone; a server without PKCE is connected too."""
    be(engine, "mastodon", platform)
    platform.knows_pkce = knows_pkce
    assert "code_challenge=" in begin(engine, told)
    assert connect(engine, told, platform).account and set(platform.sends_to.values()) == {
        connecting.back_address(told)
    }


def test_a_server_that_registers_nobody_is_told(engine: Engine, told: Settings, platform: FakeOAuth) -> None:
    """A refusal has the server's words in it, a missing server a sentence, and nothing is stored."""
    be(engine, "mastodon", platform)
    platform.fail_next = 403
    with pytest.raises(NotConnected, match="did not let Countersign register"):
        connecting.registered(told, OWNER, "mastodon")
    be(engine, "mastodon", platform, base_url="")
    with pytest.raises(NotConnected, match="does not name"):
        connecting.registered(told, OWNER, "mastodon")


def test_somebody_elses_account_is_not_stored(engine: Engine, told: Settings, platform: FakeOAuth) -> None:
    """Access to another account than the agency file names is refused in a sentence that names both."""
    be(engine, "mastodon", platform)
    platform.handle = "harborglenfire"
    with pytest.raises(NotConnected, match=r"harborglenfire.*harborglenpd"):
        connecting.with_pasted(told, OWNER, "mastodon", platform.pair()["access_token"])
    with database.transaction(engine) as s:
        assert s.get_one(Page, "mastodon").credential is None


@pytest.mark.parametrize("how", ["twice", "other person", "other state", "too late", "no code"])
def test_a_way_back_counts_once_and_for_one_person(
    engine: Engine, told: Settings, platform: FakeOAuth, how: str
) -> None:
    """A state is good once, for whoever began, for half an hour; nothing else is exchanged."""
    be(engine, "x", platform)
    back = platform.allow(begin(engine, told))
    who, state, code = OWNER, back["state"], back["code"]
    if how == "twice":
        connecting.finish(told, who, state=state, code=code)
    elif how == "too late":
        with database.transaction(engine) as s:
            s.execute(text("update page_connecting set began = began - interval '31 minutes'"))
    elif how == "no code":
        code = "made-up"
    who, state = (ADMIN if how == "other person" else who), ("x" * 40 if how == "other state" else state)
    with pytest.raises(NotConnected):
        connecting.finish(told, who, state=state, code=code)


def test_only_its_owner_and_administrators_connect_a_page(engine: Engine, told: Settings, platform: FakeOAuth) -> None:
    """Not even the chief, since a page's access is not a matter of rank."""
    be(engine, "mastodon", platform)
    with pytest.raises(NotAllowed):
        connecting.with_pasted(told, CHIEF, "mastodon", "x")
    with pytest.raises(Invalid):
        connecting.with_pasted(told, ADMIN, "mastodon", "  ")


def test_eight_programs_at_once_renew_once(engine: Engine, told: Settings, platform: FakeOAuth) -> None:
    """A refresh token good for one use is used once, whoever asks, and everybody goes on with the new pair."""
    be(engine, "x", platform)
    platform.lives = 60
    connect(engine, told, platform)
    platform.lives, before = 7200, platform.refreshed
    access = connections.access(stored(engine), told)
    got: list[str] = []

    def one() -> None:
        fresh = credentials.before_use(access, "x", told, now=now(engine))
        got.append(Secret.parse(fresh.credential).token)

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert platform.refreshed == before + 1
    assert set(got) == {secret_of(engine, told).token} and len(got) == 8


@pytest.mark.parametrize("status", [500, 400])
def test_a_renewal_that_fails_is_tried_again_or_told(
    engine: Engine, told: Settings, platform: FakeOAuth, status: int
) -> None:
    """A server's trouble changes nothing; a clear no holds the page and tells its people at once, one time."""
    be(engine, "x", platform)
    platform.lives = 60
    connect(engine, told, platform)
    before = secret_of(engine, told)
    for _ in range(2):
        platform.fail_next = status
        credentials.renew("mastodon", told)
    with database.transaction(engine) as s:
        told_of = s.scalars(select(Notice.person_id).where(Notice.kind == "access_revoked")).all()
        assert sorted(told_of) == (sorted({OWNER, ADMIN}) if status == 400 else [])
        assert bool(s.get_one(Page, "mastodon").settings.get("access_revoked")) is (status == 400)
    assert secret_of(engine, told) == before


def test_people_are_told_seven_days_and_one_day_before(engine: Engine, told: Settings, platform: FakeOAuth) -> None:
    """Each warning goes out once, and the end itself is told like a revocation."""
    be(engine, "mastodon", platform, credential=pages.seal_credential("key", pages.credential_keys(told)))
    seen = []
    for left in (timedelta(days=8), timedelta(days=6), timedelta(days=5), timedelta(hours=20), timedelta(hours=-1)):
        with database.transaction(engine) as s:
            s.get_one(Page, "mastodon").access_ends = database.clock(s) + left
        for _ in range(2):
            credentials.look_after()
        with database.transaction(engine) as s:
            kinds = s.scalars(select(Notice.kind).where(Notice.person_id == OWNER, Notice.kind.like("access%")))
            seen.append(sorted(kinds))
    warned = "access_ending"
    assert seen == [[], [warned], [warned], [warned] * 2, [warned, warned, "access_revoked"]]


def test_an_ending_version_is_told_sixty_days_ahead(engine: Engine, told: Settings) -> None:
    """Administrators hear once that the platform ends the version that we speak."""
    for days, expected in ((61, 0), (60, 1), (10, 1)):
        with database.transaction(engine) as s:
            row, today = s.get_one(Page, "mastodon"), database.clock(s).date()
            kept = {k: v for k, v in row.settings.items() if k == "sunset_warned"}
            row.settings = {**kept, "api_sunset": (today + timedelta(days=days)).isoformat()}
        for _ in range(2):
            credentials.look_after()
        with database.transaction(engine) as s:
            heard = s.scalars(select(Notice.id).where(Notice.kind == "version_ending", Notice.person_id == ADMIN)).all()
            assert (len(heard) >= 1) is bool(expected)


def test_a_new_key_takes_the_place_of_the_old(engine: Engine, told: Settings) -> None:
    """After rekeying, everything opens with the one key that is left, and the folder of keys stays closed."""
    with database.transaction(engine) as s:
        row = s.get_one(Page, "mastodon")
        pages.set_credential(s, row, "the-key", told=told, who=ADMIN, now=database.clock(s))
    old = pages.credential_keys(told)
    assert credentials.rekey(told) == 1
    new = pages.credential_keys(told)
    assert len(new) == 1 and new != old
    assert connections.access(stored(engine), told).credential == "the-key"
    assert stat.S_IMODE(told.credentials_key.stat().st_mode) == 0o600
    assert stat.S_IMODE(told.keys.stat().st_mode) == 0o700


def test_keys_are_changed_while_everybody_works(engine: Engine, told: Settings, platform: FakeOAuth) -> None:
    """Pages are read and connected while the key changes again and again: nothing is ever unreadable."""
    be(engine, "mastodon", platform, credential=pages.seal_credential("key-0", pages.credential_keys(told)))
    over, wrong, counts = threading.Event(), list[object](), {"read": 0, "written": 0}

    def read() -> None:
        while not over.is_set():
            held = stored(engine)
            if not (connections.access(held, told).credential or "").startswith("key-"):
                wrong.append(held.credential)
            counts["read"] += 1

    def write() -> None:
        while not over.is_set():
            with database.transaction(engine) as s:
                row, plain = s.get_one(Page, "mastodon"), f"key-{counts['written']}"
                pages.set_credential(s, row, plain, told=told, who=ADMIN, now=database.clock(s))
            counts["written"] += 1

    def guarded(act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=guarded, args=(act,)) for act in (read, read, write)]
    for thread in threads:
        thread.start()
    for _ in range(12):
        credentials.rekey(told)
    over.set()
    for thread in threads:
        thread.join()
    assert wrong == [] and min(counts.values()) > 12
    assert len(pages.credential_keys(told)) == 1 and stored(engine).credential
    assert connections.access(stored(engine), told).credential == f"key-{counts['written'] - 1}"


def test_two_processes_renew_once(engine: Engine, told: Settings, platform: FakeOAuth) -> None:
    """X's refresh token is good once: of two programs that want it at the same time, one renews and both go on."""
    be(engine, "x", platform)
    platform.lives = 60
    connect(engine, told, platform)
    platform.lives, before = 7200, platform.refreshed
    ready = "import sys; from countersign import credentials, settings; told = settings.load(); sys.stdin.readline(); "
    line = [sys.executable, "-P", "-c", ready + "print(credentials.renew('mastodon', told))"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(line, env=environment(told), **pipes) for _ in range(2)]
    said = []
    for each in both:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    said = sorted(each.communicate(timeout=200)[0].strip() for each in both)
    assert said == ["None", "its access was renewed"] and platform.refreshed == before + 1
    assert secret_of(engine, told).token in platform.tokens


def test_rekeying_that_breaks_off_loses_nothing(
    engine: Engine, told: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the first half, everything can be read, and doing it again ends with one key."""
    with database.transaction(engine) as s:
        row = s.get_one(Page, "mastodon")
        pages.set_credential(s, row, "the-key", told=told, who=ADMIN, now=database.clock(s))
    with monkeypatch.context() as broken:
        broken.setattr(credentials, "_encrypt_anew", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            credentials.rekey(told)
    assert connections.access(stored(engine), told).credential == "the-key"
    credentials.rekey(told)
    assert len(pages.credential_keys(told)) == 1
    assert connections.access(stored(engine), told).credential == "the-key"


def test_the_sample_takes_no_real_account(engine: Engine, told: Settings, platform: FakeOAuth) -> None:
    """Where anybody may act as anybody, nothing real is connected."""
    sample = told.model_copy(update={"sample": True, "allow_private_hosts": False})
    with pytest.raises(Exception, match="sample"):
        connecting.with_pasted(sample, OWNER, "mastodon", "x")


def stored(engine: Engine) -> Page:
    """The page as it stands."""
    with database.transaction(engine) as s:
        return s.get_one(Page, "mastodon")


def now(engine: Engine) -> object:
    """The database's clock."""
    with database.transaction(engine) as s:
        return database.clock(s)


def test_pages_are_connected_and_rekeyed_in_a_shell(engine: Engine, told: Settings, platform: FakeOAuth) -> None:
    """The same verbs as on the screens; what is pasted is never printed."""
    be(engine, "mastodon", platform)
    token = platform.pair()["access_token"]
    done = CliRunner().invoke(cli.app, ["pages", "connect", "mastodon", "--as", OWNER], input=f"{token}\n")
    assert (done.exit_code, token in done.output) == (0, False), done.output
    assert "harborglenpd" in done.output
    assert CliRunner().invoke(cli.app, ["pages", "rekey"]).exit_code == 0
    assert secret_of(engine, told).token == token
    wrong = CliRunner().invoke(cli.app, ["pages", "connect", "mastodon", "--as", OWNER], input="made-up\n")
    assert wrong.exit_code == 1 and "does not take" in wrong.output and "made-up" not in wrong.output


def test_a_shell_leads_through_the_browser(
    engine: Engine, told: Settings, platform: FakeOAuth, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is printed, the person pastes the one at which they arrive, and the app made for it stays secret."""
    be(engine, "mastodon", platform)
    said: list[str] = []
    monkeypatch.setattr(cli.typer, "echo", lambda words="", **_: said.append(str(words)))
    monkeypatch.setattr(cli, "_line", lambda: arrived(platform.allow(said[-1].splitlines()[-1])))
    done = CliRunner().invoke(cli.app, ["pages", "connect", "mastodon", "--as", OWNER, "--browser"])
    assert done.exit_code == 0 and "harborglenpd" in said[-1], (done.output, said)
    assert not [secret for secret in platform.given if secret in "".join(said)]
