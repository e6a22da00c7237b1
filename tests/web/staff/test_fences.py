"""What every request must pass and every answer carries."""

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from approval_ui.staff.application import create
from countersign.settings import Settings
from tests.stories import AUTHOR, CHIEF, reviewed
from tests.web.staff.conftest import BASE, Built, SignIn, a_sheet


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8001"},
        {"Sec-Fetch-Site": "cross-site", "Origin": BASE},
    ],
)
def test_a_change_that_another_site_asks_for_is_refused(as_: SignIn, headers: dict[str, str]) -> None:
    """A form on another page, with the person's cookie, changes nothing."""
    browser = as_(AUTHOR)
    answer = browser.post("/posts", data=a_sheet(), headers=headers)
    assert answer.status_code == 403
    assert "Post 1" not in browser.get("/posts").text


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin", "Origin": BASE}, {"Sec-Fetch-Site": "none"}, {"Origin": BASE}, {}]
)
def test_our_own_forms_pass(as_: SignIn, headers: dict[str, str]) -> None:
    """A form of our own page is taken, in old and new browsers."""
    assert as_(AUTHOR).post("/posts", data=a_sheet(), headers=headers).status_code == 303


@pytest.mark.parametrize("path", ["/signin", "/", "/nothing/here", "/static/countersign.css", "/posts/not-an-id"])
def test_every_answer_carries_the_security_headers(nobody: TestClient, path: str) -> None:
    """Pages, errors and files alike: nothing inline, nothing from elsewhere, never in a frame."""
    headers = nobody.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in headers


def test_no_page_has_inline_script_or_style(as_: SignIn, engine: Engine) -> None:
    """What the policy would block is not written in the first place."""
    post = reviewed(engine)
    browser = as_(CHIEF)
    plain = ("/", "/posts/new", "/pauses", "/pages/newsroom", "/agency", "/signin-code")
    for path in (*plain, f"/posts/{post}", f"/posts/{post}/edit"):
        page = browser.get(path).text
        assert " style=" not in page and "<style" not in page and "<script>" not in page and " onclick" not in page


def test_https_brings_hsts_and_a_host_bound_cookie(told: Settings) -> None:
    """Behind https the session cookie holds to this host, and browsers are told to stay on https."""
    app = create(told.model_copy(update={"staff_url": "https://desk.example.gov"}))
    with TestClient(app, base_url="https://desk.example.gov", follow_redirects=False) as browser:
        answer = browser.post("/signout")
    assert "max-age=" in answer.headers["strict-transport-security"]
    assert answer.headers["set-cookie"].startswith("__Host-countersign=")


@pytest.mark.parametrize(
    ("path", "size"), [("/posts", 10_000_000), ("/posts/preview", 10_000_000), ("/signin", 2_000_000)]
)
def test_ten_megabytes_of_text_are_told_in_plain_words(as_: SignIn, path: str, size: int) -> None:
    """Too much at once is 413 with a page that says what to do."""
    answer = as_(AUTHOR).post(path, data={"text": "x" * size})
    assert answer.status_code == 413
    assert "Go back in your browser" in answer.text


def test_ten_megabytes_in_a_form_with_pictures_are_told_too(as_: SignIn) -> None:
    """A text field has its own cap where the form as a whole may be larger."""
    answer = as_(AUTHOR).post("/posts", data=a_sheet(text="x" * 10_000_000), files={"file": ("", b"")})
    assert answer.status_code == 413
    assert "Go back in your browser" in answer.text


def test_a_body_of_unknown_length_is_refused(nobody: TestClient) -> None:
    """What does not say how long it is, is not read."""
    assert nobody.post("/signin", content=iter([b"login=a"])).status_code == 411


@pytest.fixture
def sample_browser(told: Settings, built: Built) -> TestClient:
    """A browser at the sample."""
    app = built(told.model_copy(update={"sample": True}))
    return TestClient(app, base_url=BASE, follow_redirects=False)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "desk.example.gov"},
        {"Host": "127.0.0.1.evil.example:8000"},
        {"Host": ""},
        {"X-Forwarded-For": "10.0.0.1"},
        {"X-Forwarded-Host": "127.0.0.1"},
        {"Forwarded": "for=10.0.0.1"},
    ],
)
def test_the_sample_answers_this_machine_only(sample_browser: TestClient, headers: dict[str, str]) -> None:
    """Through a proxy or under another name, the sample shows nothing."""
    assert sample_browser.get("/", headers=headers).status_code == 403


def test_the_sample_home_leads_into_the_road(sample_browser: TestClient) -> None:
    """A newcomer sees the five steps, and one click makes them the social media manager."""
    assert "Five steps" in sample_browser.get("/").text
    answer = sample_browser.post("/sample/switch", data={"person": AUTHOR, "next": "/posts/new"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/posts/new")
    assert "Maya Ortiz" in sample_browser.get("/posts/new").text


@pytest.mark.parametrize("next", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_the_way_on_never_leaves_these_pages(sample_browser: TestClient, next: str) -> None:
    """An address of another site as the page to go on to is dropped."""
    answer = sample_browser.post("/sample/switch", data={"person": AUTHOR, "next": next})
    assert answer.headers["location"] == "/"


def test_the_sample_switch_knows_only_its_people(sample_browser: TestClient) -> None:
    """Nobody becomes a person who is not in the agency file."""
    assert sample_browser.post("/sample/switch", data={"person": "root"}).status_code == 404
