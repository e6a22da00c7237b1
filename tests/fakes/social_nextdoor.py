"""Nextdoor's part of the fake, from what is published of its API; nobody has compared it with the real one."""

from typing import Any

from tests.fakes.social_state import TOKENS, Refusal, Seen, State

_ROOT = "/external/api/partner/v1"


def answer(social: State, seen: Seen) -> tuple[int, Any]:
    """Status and JSON for one request."""
    if seen.path == "/v2/token":
        return _token(social, seen)
    social.admit("nextdoor", seen, _refusal)
    if (seen.method, seen.path) == ("POST", f"{_ROOT}/post/create/"):
        return _create(social, seen)
    if (seen.method, seen.path) == ("GET", f"{_ROOT}/post/"):
        return 200, {"posts": [_shown(post) for post in social.listed("nextdoor")]}
    raise Refusal(404, {"error": "not found"})


def _refusal(why: str) -> Refusal:
    if why == "token":
        return Refusal(401, {"error": "Authentication credentials were not provided."})
    return Refusal(429, {"error": "Too many requests"}, retry_after="30")


def _token(social: State, seen: Seen) -> tuple[int, Any]:
    if seen.form.get("refresh_token") != social.shown.refresh["nextdoor"]:
        raise Refusal(400, {"error": "invalid_grant"})
    return 200, {"access_token": TOKENS["nextdoor"], "expires_in": 31_536_000, "token_type": "Bearer"}


def _create(social: State, seen: Seen) -> tuple[int, Any]:
    text, media = seen.form.get("body_text", ""), seen.form.get("media_attachments", [])
    if not text or len(text.encode()) > 8192 or len(media) > 10:
        raise Refusal(400, {"error": "body_text must have between 1 and 8192 bytes."})
    if not all(social.fetch(address) for address in media):
        raise Refusal(400, {"error": "A media attachment could not be fetched."})
    post = social.post("nextdoor", text=text, media=list(media), link=seen.form.get("smartlink_url"))
    return 200, {"result": "success", "share_link": f"https://nextdoor.com/p/{post['id']}"}


def _shown(post: dict[str, Any]) -> dict[str, Any]:
    link = f"https://nextdoor.com/p/{post['id']}"
    about = {"share_link": link, "body_text": post["text"], "media_attachments": post["media"]}
    return about | {"created_at": post["at"].isoformat()}
