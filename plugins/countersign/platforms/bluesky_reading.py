"""Reading records back from a server of the AT Protocol, and the network's view of what is below a post."""

from collections.abc import Iterator
from typing import Any

from countersign.platforms.atproto import POST, address_of, post_address
from countersign.platforms.http import Answer, Channel, Lost, NeverLeft
from countersign.platforms.outcomes import Comment, Comments, Live, NotFound, Rejected, Unknown
from countersign.platforms.reading import all_live, moment, number

GET = "/xrpc/com.atproto.repo.getRecord"
LIST = "/xrpc/com.atproto.repo.listRecords"
THREAD = "/xrpc/app.bsky.feed.getPostThread"
VIEW = "/xrpc/app.bsky.actor.getProfile"
RESOLVE = "/xrpc/com.atproto.identity.resolveHandle"
SHOWN = 40
NO_SUCH_POST = Rejected("unknown", "Bluesky knows no such post of ours. Nothing was changed.")


def account(channel: Channel) -> str:
    """Whose records we write: the account's DID where the session said it, else its handle."""
    return channel.secret.extra.get("did") or channel.access.handle.lstrip("@")


def record(channel: Channel, repo: str, collection: str, key: str) -> dict[str, Any] | NotFound | Unknown:
    """One record with its `uri`, `cid` and `value`."""
    reply = channel.get(GET, params={"repo": repo, "collection": collection, "rkey": key})
    match reply:
        case Answer(status=200, json={"uri": str(), "cid": str(), "value": dict()}):
            return dict(reply.json)
        case Answer(status=400) if error_of(reply) == "RecordNotFound":
            return NotFound()
        case Answer():
            return Unknown(f"Bluesky could not be asked: it answered {channel.said(reply)}.")
        case NeverLeft(why=why):
            return Unknown(why)
        case Lost():
            return Unknown("Bluesky was asked and gave no whole answer.")


def post(channel: Channel, ref: str) -> dict[str, Any] | NotFound | Unknown:
    """The record of a post by its address; what is no address of a post is not there."""
    where = post_address(ref)
    return record(channel, where.repo, where.collection, where.key) if where else NotFound()


def latest(channel: Channel) -> tuple[Live, ...] | Unknown:
    """The newest posts of the account."""
    params = {"repo": account(channel), "collection": POST, "limit": str(SHOWN)}
    match channel.get(LIST, params=params):
        case Answer(status=200, json={"records": [*records]}):
            return all_live(as_live(each, channel) for each in records)
        case Answer() as reply:
            return Unknown(f"Bluesky could not be asked: it answered {channel.said(reply)}.")
        case NeverLeft(why=why):
            return Unknown(why)
    return Unknown("Bluesky was asked and gave no whole answer.")


def thread_of(channel: Channel, ref: str) -> dict[str, Any] | NotFound | Unknown:
    """What a post that answers this one has to name: the thread's first post and this one."""
    there = post(channel, ref)
    if not isinstance(there, dict):
        return there
    this = {"uri": there["uri"], "cid": there["cid"]}
    return {"root": (there["value"].get("reply") or {}).get("root") or this, "parent": this}


def resolve(channel: Channel, handle: str) -> str | None:
    """The DID behind a name; None when nobody has it, or nobody could say."""
    reply = channel.get(RESOLVE, params={"handle": handle.lstrip("@")})
    body = reply.json if isinstance(reply, Answer) and reply.status == 200 else None
    return str(body["did"]) if isinstance(body, dict) and body.get("did") else None


def followers(channel: Channel) -> int | None:
    """How many follow the account, as the network's view of it says; a server without one says nothing."""
    reply = channel.get(VIEW, params={"actor": account(channel)})
    body = reply.json if isinstance(reply, Answer) and reply.status == 200 else None
    return number(body.get("followersCount")) if isinstance(body, dict) else None


def as_live(there: dict[str, Any], channel: Channel) -> Live | Unknown:
    """A record as the rest of the program sees it."""
    try:
        value = there["value"]
        embed, created = value.get("embed") or {}, moment(value["createdAt"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return Unknown("The post cannot be read.")
    media = len(embed.get("images") or ()) + ("video" in embed)
    return Live(there["uri"], web_address(there["uri"], channel), str(value.get("text") or ""), created, media)


def replies(channel: Channel, ref: str) -> Comments | NotFound | Unknown:
    """Everything below a post, at once, as the network's view gives it."""
    if post_address(ref) is None:
        return NotFound()
    reply = channel.get(THREAD, params={"uri": ref, "depth": "100", "parentHeight": "0"})
    if isinstance(reply, Answer) and error_of(reply) == "NotFound":
        return NotFound()
    if not isinstance(reply, Answer) or reply.status != 200:
        words = channel.said(reply) if isinstance(reply, Answer) else "no answer"
        return Unknown(f"Bluesky could not be asked for the replies: {words}.")
    try:
        return Comments(tuple(_below(reply.json["thread"])))
    except (AttributeError, KeyError, TypeError, ValueError):
        return Unknown("Bluesky's list of replies cannot be read.")


def web_address(uri: str, channel: Channel) -> str:
    """Where people see a post."""
    where = address_of(uri)
    who = channel.access.handle.lstrip("@") or (where.repo if where else "")
    return f"https://bsky.app/profile/{who}/post/{where.key}" if where and where.collection == POST else ""


def error_of(answer: Answer) -> str:
    """The short name of an error; empty when there is none."""
    body = answer.json
    return str(body.get("error") or "") if isinstance(body, dict) and answer.status >= 400 else ""


def _below(thread: dict[str, Any]) -> Iterator[Comment]:
    """Depth first; what was deleted or is blocked has no words and is left out."""
    for node in thread.get("replies") or ():
        if "post" in node:
            shown = node["post"]
            yield Comment(
                ref=str(shown["uri"]),
                author=str(shown["author"]["handle"]),
                text=str(shown["record"]["text"]),
                created_at=moment(shown["record"]["createdAt"]),
                parent=str(shown["record"]["reply"]["parent"]["uri"]),
            )
            yield from _below(node)
