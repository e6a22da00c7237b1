"""X's part of the fake: API v2 as the official document has it, with what only its prose says."""

import base64
import html
import re
from datetime import timedelta
from typing import Any

from tests.fakes.social_state import ACCOUNTS, TOKENS, Refusal, Seen, State

_PROBLEMS = "https://api.x.com/2/problems/"
_SHORT = "https://t.co/"
_CREATE = {"text", "reply", "media", "edit_options", "quote_tweet_id", "reply_settings", "made_with_ai"}


def answer(social: State, seen: Seen) -> tuple[int, Any]:
    """Status and JSON for one request."""
    if seen.path == "/2/oauth2/token":
        return _token(social, seen)
    social.admit("x", seen, lambda why: _refusal(social, why))
    for method, pattern, act in _ROUTES:
        found = re.fullmatch(pattern, seen.path)
        if method == seen.method and found:
            return act(social, seen, *found.groups())
    raise Refusal(404, {"title": "Not Found", "status": 404, "detail": "No such path."})


def problem(status: int, kind: str, detail: str) -> Refusal:
    """An answer in X's form for problems."""
    return Refusal(status, {"title": kind, "status": status, "type": f"{_PROBLEMS}{kind}", "detail": detail})


def _refusal(social: State, why: str) -> Refusal:
    if why == "token":
        return Refusal(401, {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"})
    reset = str(int(social.now().timestamp()) + 30)
    headers = {"x_rate_limit_limit": "100", "x_rate_limit_remaining": "0", "x_rate_limit_reset": reset}
    return Refusal(429, {"title": "Too Many Requests", "status": 429, "detail": "Too Many Requests"}, **headers)


def _token(social: State, seen: Seen) -> tuple[int, Any]:
    """A refresh token is good for one use."""
    if seen.form.get("refresh_token") != social.shown.refresh["x"]:
        raise Refusal(400, {"error": "invalid_request", "error_description": "Value passed for the token was invalid."})
    social.shown.refresh["x"] += "+"
    given = {"token_type": "bearer", "expires_in": 7200, "scope": "tweet.write offline.access"}
    return 200, given | {"access_token": TOKENS["x"], "refresh_token": social.shown.refresh["x"]}


def _create(social: State, seen: Seen) -> tuple[int, Any]:
    body = seen.form
    text, media = body.get("text", ""), (body.get("media") or {}).get("media_ids", [])
    if set(body) - _CREATE or not (text or media) or len(text) > 4000 or len(media) > 4:
        raise problem(400, "invalid-request", "One or more parameters to your request was invalid.")
    for name in media:
        if name not in social.shown.media or social.shown.media[name].get("left", 0) > 0:
            raise problem(400, "invalid-request", "Your media IDs are invalid.")
    if _said_lately(social, text):
        words = "You are not allowed to create a Tweet with duplicate content."
        raise Refusal(403, {"detail": words, "title": "Forbidden", "type": "about:blank", "status": 403})
    previous = (body.get("edit_options") or {}).get("previous_post_id")
    edits = social.shown.posts[previous].get("edits", 0) + 1 if previous else 0
    if previous:
        before = social.shown.posts[previous]
        if edits > 5 or before["at"] < social.now() - timedelta(minutes=30):
            raise problem(403, "invalid-request", "You are not permitted to edit this Tweet any more.")
        before["public"] = False
    answers = (body.get("reply") or {}).get("in_reply_to_tweet_id")
    if answers and answers not in social.shown.posts:
        raise problem(403, "invalid-request", "You attempted to reply to a Tweet that is deleted or not visible.")
    root = social.shown.posts[answers]["root"] if answers else None
    post = social.post("x", text=text, media=list(media), parent=answers, root=root)
    post["root"], post["edits"] = root or post["id"], edits
    return 201, {"data": {"id": post["id"], "text": text, "edit_history_tweet_ids": [post["id"]]}}


def _said_lately(social: State, text: str) -> bool:
    """Whether the same words are public since half an hour; for how long X remembers them is not known."""
    since = social.now() - timedelta(minutes=30)
    return any(post["text"] == text and post["at"] >= since for post in social.public("x"))


def _upload(social: State, seen: Seen) -> tuple[int, Any]:
    if not seen.form.get("media") or not seen.form.get("media_category"):
        raise problem(400, "invalid-request", "media is required.")
    ref = social.number("x")
    social.shown.media[ref] = {"bytes": seen.form["media"], "alt": None, "category": seen.form["media_category"]}
    return 200, {"data": {"id": ref, "media_key": f"3_{ref}", "size": len(seen.form["media"])}}


def _begin_video(social: State, seen: Seen) -> tuple[int, Any]:
    ref = social.number("x")
    video = {"bytes": b"", "alt": None, "category": seen.form["media_category"], "size": seen.form["total_bytes"]}
    social.shown.media[ref] = video | {"pieces": {}, "left": 2, "closed": False}
    return 200, {"data": {"id": ref, "media_key": f"7_{ref}"}}


def _piece(social: State, seen: Seen, ref: str) -> tuple[int, Any]:
    social.shown.media[ref]["pieces"][seen.form["segment_index"]] = base64.b64decode(seen.form["media"])
    return 200, {"data": {"expires_at": 0}}


def _close_video(social: State, seen: Seen, ref: str) -> tuple[int, Any]:
    video = social.shown.media[ref]
    video["bytes"] = b"".join(video["pieces"][number] for number in sorted(video["pieces"]))
    if len(video["bytes"]) != video["size"]:
        raise problem(400, "invalid-request", "Segments do not add up to provided total file size.")
    video["closed"] = True
    return 200, {"data": {"id": ref, "processing_info": {"state": "pending", "check_after_secs": 1}}}


def _video_status(social: State, seen: Seen) -> tuple[int, Any]:
    video = social.shown.media[seen.query["media_id"]]
    video["left"] -= 1
    done = video["closed"] and video["left"] <= 0
    info = {"state": "succeeded"} if done else {"state": "in_progress", "check_after_secs": 1}
    return 200, {"data": {"id": seen.query["media_id"], "processing_info": info}}


def _describe(social: State, seen: Seen) -> tuple[int, Any]:
    media = social.shown.media.get(seen.form.get("id", ""))
    if media is None:
        raise problem(400, "invalid-request", "Media not found.")
    media["alt"] = seen.form["metadata"]["alt_text"]["text"]
    return 200, {"data": {"id": seen.form["id"], "associated_metadata": seen.form["metadata"]}}


def _caption(social: State, seen: Seen) -> tuple[int, Any]:
    video, track = social.shown.media.get(seen.form["id"]), seen.form["subtitles"]
    if video is None or social.shown.media.get(track["id"], {}).get("category") != "subtitles":
        raise problem(400, "invalid-request", "Media not found.")
    video.setdefault("captions", {})[track["language_code"]] = social.shown.media[track["id"]]["bytes"]
    return 200, {"data": {"id": seen.form["id"], "media_category": "TweetVideo", "associated_subtitles": track}}


def _me(social: State, seen: Seen) -> tuple[int, Any]:
    profile, entities = dict(social.shown.profiles.get("x", {})), {}
    for name, text in profile.items():
        profile[name], links = _short(text)
        entities |= {name: {"urls": links}}
    more = {"entities": entities} if "entities" in seen.query.get("user.fields", "") else {}
    about = {"id": ACCOUNTS["x"], "username": "harborglen", "name": "Harbor Glen Police"}
    return 200, {"data": about | profile | more}


def _timeline(social: State, seen: Seen, account: str) -> tuple[int, Any]:
    size = int(seen.query.get("max_results", "10"))
    if not 5 <= size <= 100:
        raise problem(400, "invalid-request", "max_results must be between 5 and 100.")
    begin, posts = int(seen.query.get("pagination_token", "0")), social.listed("x")
    more = {"next_token": str(begin + size)} if len(posts) > begin + size else {}
    shown = [_shown(post, seen) for post in posts[begin : begin + size]]
    return 200, ({"data": shown} if shown else {}) | {"meta": {"result_count": len(shown)} | more}


def _one(social: State, seen: Seen, ref: str) -> tuple[int, Any]:
    post = social.shown.posts.get(ref)
    if post is None or not post["public"]:
        return 200, {"errors": [_missing(ref)]}
    return 200, {"data": _shown(post, seen)}


def _delete(social: State, seen: Seen, ref: str) -> tuple[int, Any]:
    post = social.shown.posts.get(ref)
    if post is None or not post["public"]:
        return 200, {"errors": [_missing(ref)]}
    post["public"] = False
    return 200, {"data": {"deleted": True}}


def _search(social: State, seen: Seen) -> tuple[int, Any]:
    asked = re.search(r"conversation_id:(\d+)", seen.query["query"])
    found = [c for c in social.shown.comments.values() if asked and c["parent"] == asked[1]]
    rows = [_comment(comment) for comment in found]
    return 200, {"data": rows, "includes": {"users": [{"id": "55", "username": "ann"}]}, "meta": {}}


def _comment(comment: dict[str, Any]) -> dict[str, Any]:
    answers = [{"type": "replied_to", "id": comment["parent"]}]
    return {"id": comment["id"], "text": comment["text"], "author_id": "55", "referenced_tweets": answers}


def _hide(social: State, seen: Seen, ref: str) -> tuple[int, Any]:
    if ref not in social.shown.comments:
        raise problem(403, "not-authorized-for-resource", "You may not hide this.")
    social.shown.comments[ref]["hidden"] = seen.form["hidden"]
    return 200, {"data": {"hidden": seen.form["hidden"]}}


def _shown(post: dict[str, Any], seen: Seen) -> dict[str, Any]:
    """A post as X shows it: links are its own, pictures are one more, and some signs are HTML."""
    text, links = _short(html.escape(post["text"], quote=False))
    if post["media"]:
        text += f" {_SHORT}picture"
        links.append({"url": f"{_SHORT}picture", "expanded_url": "https://x.com/photo/1", "media_key": "3_1"})
    asked = (seen.query.get("tweet.fields") or seen.query.get("post.fields") or "").split(",")
    more = {"created_at": post["at"].isoformat()} if "created_at" in asked else {}
    if "attachments" in asked and post["media"]:
        more |= {"attachments": {"media_keys": [f"3_{name}" for name in post["media"]]}}
    if "entities" in asked and links:
        more |= {"entities": {"urls": links}}
    return {"id": post["id"], "text": text, "edit_history_tweet_ids": [post["id"]]} | more


def _short(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The text with X's own links in it, and what they stand for."""
    links = [
        {"url": f"{_SHORT}AbCdEf{number}", "expanded_url": html.unescape(found)}
        for number, found in enumerate(re.findall(r"https?://\S+", text))
    ]
    for link in links:
        text = text.replace(html.escape(link["expanded_url"], quote=False), link["url"])
    return text, links


def _missing(ref: str) -> dict[str, Any]:
    return {
        "value": ref,
        "detail": f"Could not find tweet with id: [{ref}].",
        "title": "Not Found Error",
        "parameter": "id",
        "resource_id": ref,
        "resource_type": "post",
        "type": f"{_PROBLEMS}resource-not-found",
    }


_ROUTES: list[tuple[str, str, Any]] = [
    ("POST", "/2/tweets", _create),
    ("POST", "/2/media/upload", _upload),
    ("GET", "/2/media/upload", _video_status),
    ("POST", "/2/media/upload/initialize", _begin_video),
    ("POST", r"/2/media/upload/(\d+)/append", _piece),
    ("POST", r"/2/media/upload/(\d+)/finalize", _close_video),
    ("POST", "/2/media/metadata", _describe),
    ("POST", "/2/media/subtitles", _caption),
    ("GET", "/2/users/me", _me),
    ("GET", r"/2/users/(\d+)/tweets", _timeline),
    ("GET", "/2/tweets/search/recent", _search),
    ("GET", r"/2/tweets/(\d+)", _one),
    ("DELETE", r"/2/tweets/(\d+)", _delete),
    ("PUT", r"/2/tweets/(\d+)/hidden", _hide),
]
