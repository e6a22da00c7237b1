"""Reading X: good answers with errors inside, posts whose id says when they were made, and the words of a problem."""

import html
from collections.abc import Iterable, Mapping
from typing import Any

from countersign.platforms import listing, reading, uploads
from countersign.platforms.http import Answer, Channel, PageAccess, Reply
from countersign.platforms.listing import Listed
from countersign.platforms.outcomes import Comment, Comments, Live, NotFound, Profile, Unknown

#: X's own name for a post's fields, which it is about to change to `post.fields`; a page's setting beats it.
FIELDS = "tweet.fields"
POSTS = "/2/tweets"
GONE = "resource-not-found"


def problem(answer: Answer) -> str:
    """The kind of a problem, which is the end of its `type`."""
    said = answer.json if isinstance(answer.json, dict) else {}
    errors = said.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    return str(first.get("type") or said.get("type") or "")


def has_errors(answer: Answer) -> bool:
    """Whether a problem stands in the answer."""
    return isinstance(answer.json, dict) and bool(answer.json.get("errors"))


def has_data(answer: Answer) -> bool:
    """Whether there is anything in it besides."""
    return isinstance(answer.json, dict) and bool(answer.json.get("data"))


def read(reply: Reply) -> dict[str, Any] | NotFound | Unknown:
    """The body of a good answer; X says 200 with `errors` for what is not there."""
    if isinstance(reply, Answer) and GONE in problem(reply) and not has_data(reply):
        return NotFound()
    if isinstance(reply, Answer) and reply.status == 404:
        return NotFound()
    if isinstance(reply, Answer) and reply.status == 200 and has_errors(reply) and not has_data(reply):
        return Unknown("X answered with an error inside.")
    return reading.whole(reply, dict)


def me(channel: Channel) -> str | Unknown:
    """The account's own number."""
    known = channel.access.settings.get("account_id")
    if known:
        return str(known)
    reply = channel.get("/2/users/me")
    said, ref = reading.whole(reply, dict), uploads.text_of(reply, "data", "id")
    return said if isinstance(said, Unknown) else ref or Unknown("X does not say whose access this is.")


def timeline(me: str, channel: Channel, cursor: str | None) -> Listed | Unknown:
    """No field is asked for: what a post's id and its words do not say is not needed."""
    params = {"max_results": "100", "exclude": "retweets"} | ({"pagination_token": cursor} if cursor else {})
    reply = channel.get(f"/2/users/{me}/tweets", params=params)
    said = read(reply)
    if not isinstance(said, dict) or not isinstance(reply, Answer):
        return said if isinstance(said, Unknown) else Unknown("X does not know the account.")
    try:
        posts = tuple(live(row, channel.access) for row in said.get("data") or ())
        return Listed(posts, (said.get("meta") or {}).get("next_token"), reply)
    except (AttributeError, KeyError, TypeError, ValueError):
        return Unknown("X's list of posts cannot be read.")


def fields(channel: Channel, *names: str) -> dict[str, str]:
    """What to ask for besides the number and the words."""
    return {str(channel.access.settings.get("fields_name") or FIELDS): ",".join(names)}


def live(row: Mapping[str, Any], access: PageAccess) -> Live:
    """A post as the rest of the program sees it."""
    ref, entities = str(row["id"]), row.get("entities") or {}
    keys = (row.get("attachments") or {}).get("media_keys")
    return Live(
        ref=ref,
        url=address(ref, access),
        text=as_typed(str(row["text"]), entities.get("urls") or ()),
        created_at=listing.moment_of_x(ref),
        media_count=listing.UNSAID if keys is None and "created_at" not in row else len(keys or ()),
    )


def profile(user: Mapping[str, Any]) -> Profile:
    """The description and the web address of an account, as they were typed."""
    entities = user.get("entities") or {}
    links = {name: (entities.get(name) or {}).get("urls") or () for name in ("description", "url")}
    note, url = str(user.get("description") or ""), str(user.get("url") or "")
    site = as_typed(url, links["url"])
    followers = reading.number((user.get("public_metrics") or {}).get("followers_count"))
    return Profile(as_typed(note, links["description"]), (("Website", site),) if site else (), followers)


def as_typed(text: str, links: Iterable[Mapping[str, Any]]) -> str:
    """The words as they were typed: X's own links made back into ours, and those of pictures taken away."""
    for link in links:
        there = "" if "media_key" in link else str(link.get("expanded_url") or link["url"])
        text = text.replace(str(link["url"]), there)
    return html.unescape(text).rstrip()


def address(ref: str, access: PageAccess) -> str:
    """Where a post stands."""
    return f"https://x.com/{access.handle.lstrip('@') or 'i'}/status/{ref}"


def comments(said: dict[str, Any]) -> Comments | Unknown:
    """Some answers of others; what cannot be read is Unknown, never left out."""
    try:
        users = (said.get("includes") or {}).get("users") or ()
        names = {user["id"]: str(user["username"]) for user in users}
        items = tuple(_comment(row, names) for row in said.get("data") or ())
        return Comments(items, (said.get("meta") or {}).get("next_token"))
    except (AttributeError, KeyError, TypeError, ValueError):
        return Unknown("X's list of answers cannot be read.")


def _comment(row: dict[str, Any], names: Mapping[str, str]) -> Comment:
    answers = row.get("referenced_tweets") or row.get("referenced_posts") or ()
    author = names.get(row.get("author_id", ""), str(row.get("author_id") or ""))
    return Comment(
        ref=str(row["id"]),
        author=author,
        text=str(row["text"]),
        created_at=listing.moment_of_x(row["id"]),
        url=f"https://x.com/{author or 'i'}/status/{row['id']}",
        parent=next((str(answer["id"]) for answer in answers if answer.get("type") == "replied_to"), ""),
    )
