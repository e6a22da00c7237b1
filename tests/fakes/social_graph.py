"""Meta's part of the fake: one tree of numbered things for Facebook, Instagram and Threads."""

import json
import re
from typing import Any

import regex

from tests.fakes.social_state import ACCOUNTS, TOKENS, Refusal, Seen, State

_MINE = {ref: name for name, ref in ACCOUNTS.items() if name in {"facebook", "instagram", "threads"}}
_PATH = re.compile(r"(?:/v\d+\.\d+)?/([\w.]+)(?:/(\w+))?/?")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}")


def answer(social: State, seen: Seen) -> tuple[int, Any]:
    """Status and JSON for one request; what stands in the query counts as the form."""
    found = _PATH.fullmatch(seen.path)
    if not found:
        raise _error(2500, "Unknown path components")
    if found[1] in {"refresh_access_token", "access_token", "oauth"}:
        return _token(social, seen)
    seen.form = {**seen.query, **seen.form}
    platform = _platform(seen)
    social.admit(platform, seen, _refusal)
    node = ACCOUNTS[platform] if found[1] == "me" else found[1]
    if node in _MINE:
        return _account(social, seen, platform, edge=found[2] or "")
    return _thing(social, seen, node, edge=found[2] or "")


def _error(code: int, words: str, *, subcode: int = 0, status: int = 400, **more: Any) -> Refusal:
    body = {"message": words, "type": "OAuthException", "code": code, "fbtrace_id": "AbC"}
    return Refusal(status, {"error": body | ({"error_subcode": subcode} if subcode else {}) | more})


def _refusal(why: str) -> Refusal:
    if why == "token":
        return _error(190, "Error validating access token: Session has expired.", subcode=463, status=401)
    told = _error(4, "(#4) Application request limit reached")
    told.headers = {"x_business_use_case_usage": json.dumps({"1": [{"estimated_time_to_regain_access": 2}]})}
    return told


def _platform(seen: Seen) -> str:
    given = seen.headers.get("authorization", "").removeprefix("Bearer ").removeprefix("OAuth ")
    token = given or seen.form.get("access_token")
    return next((name for name in _MINE.values() if TOKENS[name] == token), "facebook")


def _token(social: State, seen: Seen) -> tuple[int, Any]:
    asked = {**seen.query, **seen.form}
    name = {"ig_refresh_token": "instagram", "th_refresh_token": "threads"}.get(asked.get("grant_type", ""), "")
    if not name or asked.get("access_token") != TOKENS[name]:
        raise _error(190, "Invalid OAuth access token.", status=400)
    return 200, {"access_token": TOKENS[name], "token_type": "bearer", "expires_in": 5_184_000}


def _account(social: State, seen: Seen, platform: str, *, edge: str) -> tuple[int, Any]:
    lists = {"published_posts", "feed", "posts", "media", "threads", "replies"}
    if seen.method == "GET" and edge in lists:
        return 200, _page([_shown(social, post) for post in _own(social, platform, edge)], seen)
    if seen.method == "GET" and edge == "threads_insights":
        told = social.shown.profiles.get(platform, {}).get("followers")
        if told is None:
            raise _error(10, "Application does not have permission for this action", status=403)
        row = {"name": "followers_count", "period": "day", "total_value": {"value": told}}
        return 200, {"data": [row] if seen.form.get("metric") == "followers_count" else []}
    if seen.method == "GET":
        about = {"id": ACCOUNTS[platform], "name": "Harbor Glen Police", "username": "harborglen"}
        return 200, about | social.shown.profiles.get(platform, {})
    acts: dict[tuple[str, str], Any] = {
        ("facebook", "photos"): _photo,
        ("facebook", "feed"): _feed,
        ("facebook", "videos"): _video,
        ("facebook", ""): _profile,
        ("instagram", "media"): _instagram_container,
        ("instagram", "media_publish"): _publish,
        ("threads", "threads"): _threads_container,
        ("threads", "threads_publish"): _publish,
    }
    act = acts.get((platform, edge))
    if act is None:
        raise _error(100, "Unsupported post request.", subcode=33)
    return 200, act(social, seen.form, platform)


def _own(social: State, platform: str, edge: str) -> list[dict[str, Any]]:
    return [post for post in social.listed(platform) if bool(post.get("parent")) == (edge == "replies")]


def _page(rows: list[dict[str, Any]], seen: Seen) -> dict[str, Any]:
    begin, size = int(seen.form.get("after") or 0), int(seen.form.get("limit") or 25)
    more = len(rows) > begin + size
    after = {"cursors": {"after": str(begin + size)}} | ({"next": "https://graph.invalid/next"} if more else {})
    return {"data": rows[begin : begin + size], "paging": after}


def _profile(social: State, form: dict[str, Any], platform: str) -> dict[str, Any]:
    known = {name: form[name] for name in ("about", "description", "website") if name in form}
    social.shown.profiles.setdefault(platform, {}).update(known)
    return {"success": True}


def _photo(social: State, form: dict[str, Any], platform: str) -> dict[str, Any]:
    data = form.get("source") or social.fetch(form.get("url", ""))
    if not data:
        raise _error(324, "(#324) Requires upload file")
    ref = social.number(platform)
    social.shown.media[ref] = {"bytes": data, "alt": form.get("alt_text_custom")}
    if form.get("published", "true") == "true":
        post = social.post(platform, text=form.get("message", ""), media=[ref])
        return {"id": ref, "post_id": f"{ACCOUNTS['facebook']}_{post['id']}"}
    return {"id": ref}


def _feed(social: State, form: dict[str, Any], platform: str) -> dict[str, Any]:
    named = [json.loads(value)["media_fbid"] for name, value in form.items() if name.startswith("attached_media")]
    if not (form.get("message") or named or form.get("link")):
        raise _error(100, "(#100) The post is empty.")
    if any(ref not in social.shown.media for ref in named):
        raise _error(100, "(#100) Photo not found")
    shows = str(form.get("published", "true")).lower() == "true"
    post = social.post(platform, text=form.get("message", ""), media=named, link=form.get("link"), public=shows)
    return {"id": _name(post)}


def _video(social: State, form: dict[str, Any], platform: str) -> dict[str, Any]:
    if not social.fetch(form.get("file_url", "")):
        raise _error(389, "(#389) Unable to fetch video file from URL.")
    ref = social.number(platform)
    about = {"text": form.get("description", ""), "left": social.behaviour.container_polls, "captions": {}}
    social.shown.media[ref] = {"bytes": b"", "alt": None, "video": about | {"post": None}}
    if str(form.get("published", "true")).lower() == "true":
        _show_video(social, ref)
    return {"id": ref}


def _show_video(social: State, ref: str) -> None:
    """A video has one post, however often it is shown."""
    video = social.shown.media[ref]["video"]
    if video["post"] is None:
        video["post"] = social.post("facebook", text=video["text"], media=[ref])["id"]


def _of_video(social: State, seen: Seen, ref: str, *, edge: str) -> dict[str, Any]:
    video = social.shown.media[ref]["video"]
    if edge == "captions" and seen.method == "POST":
        if not (seen.form.get("captions_file") and seen.form.get("default_locale")):
            raise _error(100, "(#100) captions_file is required.")
        video["captions"][seen.form["default_locale"]] = seen.form["captions_file"]
        return {"success": True}
    if seen.method == "POST":
        if str(seen.form.get("published")).lower() == "true":
            _show_video(social, ref)
        return {"success": True}
    if "message" in seen.form.get("fields", ""):
        raise _error(100, "(#100) Tried accessing nonexisting field (message) on node type (Video)")
    video["left"] -= 1
    state = {"status": {"video_status": "processing" if video["left"] >= 0 else "ready"}}
    return {"id": ref, "published": video["post"] is not None} | state | _post_of(video)


def _post_of(video: dict[str, Any]) -> dict[str, str]:
    return {"post_id": video["post"]} if video["post"] else {}


def _instagram_container(social: State, form: dict[str, Any], platform: str) -> dict[str, Any]:
    if len(form.get("caption", "")) > 2200:
        raise _error(100, "The caption is too long.", subcode=2207010)
    return _container(social, form, platform, text=form.get("caption", ""))


def _threads_container(social: State, form: dict[str, Any], platform: str) -> dict[str, Any]:
    text = form.get("text", "")
    emoji = sum(len(sign.encode()) - 1 for sign in _EMOJI.findall(text))
    if len(text) + emoji > 500:
        raise _error(100, "Param text must be at most 500 characters long.")
    if form.get("media_type") not in {"TEXT", "IMAGE", "VIDEO", "CAROUSEL"}:
        raise _error(100, "Param media_type must be one of {TEXT, IMAGE, VIDEO, CAROUSEL}")
    answers = form.get("reply_to_id")
    if answers and answers not in social.shown.posts and answers not in social.shown.comments:
        raise _error(100, "Invalid reply_to_id", subcode=33)
    return _container(social, form, platform, text=text)


def _container(social: State, form: dict[str, Any], platform: str, *, text: str) -> dict[str, Any]:
    children = [ref for ref in form.get("children", "").split(",") if ref]
    if any(ref not in social.shown.containers for ref in children) or len(children) == 1:
        raise _error(100, "Invalid children")
    address = form.get("image_url") or form.get("video_url")
    if address and not social.fetch(address):
        raise _error(9004, "The media could not be fetched from this URI.", subcode=2207052)
    if platform == "instagram" and not (address or children):
        raise _error(100, "The parameter image_url is required.")
    ref = social.number(platform)
    about = {"id": ref, "platform": platform, "text": text, "children": children, "alt": form.get("alt_text")}
    state = {"left": social.behaviour.container_polls, "status": "IN_PROGRESS", "error": ""}
    more = {"media": [address] if address else [], "parent": form.get("reply_to_id"), "form": dict(form)}
    social.shown.containers[ref] = about | state | more
    return {"id": ref}


def _publish(social: State, form: dict[str, Any], platform: str) -> dict[str, Any]:
    container = social.shown.containers.get(form.get("creation_id", ""))
    if container is None or container["platform"] != platform:
        raise _error(100, "Invalid creation_id", subcode=33)
    _progress(container)
    if container["status"] == "EXPIRED":
        raise _error(100, "The media has expired.", subcode=2207020)
    if container["status"] != "FINISHED" or social.behaviour.races > 0:
        social.behaviour.races -= 1
        race = (24, 4279009) if platform == "threads" else (9007, 2207027)
        raise _error(race[0], "The requested resource does not exist", subcode=race[1])
    container["status"] = "PUBLISHED"
    media = container["media"] or container["children"]
    post = social.post(platform, text=container["text"], media=media, parent=container["parent"], of=container)
    return {"id": post["id"]}


def _progress(container: dict[str, Any]) -> None:
    if container["status"] == "IN_PROGRESS" and container["left"] <= 0:
        container["status"] = "FINISHED"
    container["left"] -= 1


def _thing(social: State, seen: Seen, node: str, *, edge: str) -> tuple[int, Any]:
    ref = node.rpartition("_")[2]
    if node in social.shown.containers and seen.method == "GET":
        return 200, _container_shown(social.shown.containers[node])
    if node in social.shown.comments:
        return 200, _comment(social, seen, node)
    if "video" in social.shown.media.get(node, {}):
        return 200, _of_video(social, seen, node, edge=edge)
    post = social.shown.posts.get(ref)
    if post is None or not post["public"]:
        raise _error(100, "Unsupported request. Object with ID does not exist", subcode=33)
    if edge == "comments" and seen.method == "POST":
        return 200, {"id": social.comment(post["platform"], ref, seen.form["message"])}
    if edge in {"comments", "conversation", "replies"}:
        found = [c for c in social.shown.comments.values() if c["parent"] == ref]
        return 200, _page([_comment_shown(comment) for comment in found], seen)
    if seen.method == "DELETE":
        post["public"] = False
        return 200, {"success": True}
    if seen.method == "POST":
        post["text"] = seen.form["message"]
        return 200, {"success": True}
    return 200, _shown(social, post)


def _container_shown(container: dict[str, Any]) -> dict[str, Any]:
    if container["platform"] == "threads" and container["status"] == "PUBLISHED":
        raise _error(100, "(#100) Tried accessing nonexisting field (status)")
    _progress(container)
    if container["platform"] == "threads":
        return {"id": container["id"], "status": container["status"], "error_message": container["error"]}
    return {"id": container["id"], "status_code": container["status"], "status": container["error"]}


def _comment(social: State, seen: Seen, ref: str) -> dict[str, Any]:
    comment = social.shown.comments[ref]
    if seen.method == "POST":
        comment["hidden"] = str(seen.form.get("hide", seen.form.get("is_hidden"))).lower() == "true"
        return {"success": True}
    return _comment_shown(comment)


def _comment_shown(comment: dict[str, Any]) -> dict[str, Any]:
    when = comment["at"].strftime("%Y-%m-%dT%H:%M:%S+0000")
    shown = {"id": comment["id"], "username": "ann", "timestamp": when, "text": comment["text"]}
    if comment["platform"] == "facebook":
        shown = {"id": comment["id"], "from": {"name": "Ann"}, "created_time": when, "message": comment["text"]}
        return shown | {"is_hidden": comment["hidden"]}
    if comment["platform"] == "instagram":
        return shown | {"hidden": comment["hidden"]}
    status = "HIDDEN" if comment["hidden"] else "NOT_HUSHED"
    return shown | {"hide_status": status, "is_reply_owned_by_me": False, "replied_to": {"id": comment["parent"]}}


def _name(post: dict[str, Any]) -> str:
    return f"{ACCOUNTS['facebook']}_{post['id']}"


def _shown(social: State, post: dict[str, Any]) -> dict[str, Any]:
    when = post["at"].strftime("%Y-%m-%dT%H:%M:%S+0000")
    if post["platform"] == "facebook":
        name = _name(post)
        about = {"id": name, "message": post["text"], "created_time": when, "is_published": True}
        return about | {"permalink_url": f"https://www.facebook.com/{name}"} | _attached(post)
    kind = "CAROUSEL_ALBUM" if len(post["media"]) > 1 else "IMAGE" if post["media"] else "TEXT_POST"
    words = "caption" if post["platform"] == "instagram" else "text"
    site = "https://www.instagram.com/p" if words == "caption" else "https://www.threads.net/@harborglen/post"
    about = {"id": post["id"], words: post["text"], "timestamp": when, "media_type": kind}
    children = {"children": {"data": [{"id": ref} for ref in post["media"]]}} if len(post["media"]) > 1 else {}
    return about | {"permalink": f"{site}/{post['id']}"} | children


def _attached(post: dict[str, Any]) -> dict[str, Any]:
    if not post["media"]:
        return {}
    several = [{"media_type": "photo"} for _ in post["media"]] if len(post["media"]) > 1 else []
    one: dict[str, Any] = {"media_type": "album" if several else "photo"}
    return {"attachments": {"data": [one | ({"subattachments": {"data": several}} if several else {})]}}
