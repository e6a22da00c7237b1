"""Stored files: stripped, encoded once and hashed, so that approvers see the very bytes that go out."""

import hashlib
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from countersign.content import Draft, MediaRef
from countersign.errors import Invalid, NotFound
from countersign.limits import Limits
from countersign.limits.shapes import MP4, video_of
from countersign.media import captions, mp4
from countersign.media.loans import lend
from countersign.media.pictures import (
    FORMATS,
    MAX_BYTES,
    MAX_PIXELS,
    MAX_SIDE,
    Encoded,
    encode,
    fitted,
    recipe,
)
from countersign.media.tables import Media, MediaLoan, MediaVariant

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "MAX_PIXELS",
    "MAX_SIDE",
    "TYPES",
    "Encoded",
    "Media",
    "MediaLoan",
    "MediaVariant",
    "captioned",
    "encode",
    "for_page",
    "lend",
    "media",
    "sizes",
    "store",
    "store_all",
    "video_reasons",
]

#: Every type that can be stored.
TYPES = (*FORMATS.values(), MP4)


def store(s: Session, raw: bytes, *, who: str, now: datetime, vtt: bytes | None = None) -> Media:
    """Keep a picture, or a video with its captions; the same bytes twice are one file."""
    if not mp4.is_video(raw):
        return _keep(s, encode(raw), who=who, now=now)
    if len(raw) > MAX_BYTES:
        raise Invalid({"media": f"A video can have at most {MAX_BYTES // 2**20} MB here. Nothing was stored."})
    video = mp4.read(raw)
    spoken = captions.read(vtt, seconds=video.seconds) if vtt else None
    row = _keep(s, Encoded(video.data, MP4, video.width, video.height), who=who, now=now)
    row.seconds = video.seconds
    if spoken:
        row.captions = _keep(s, Encoded(spoken, captions.MIME, 0, 0), who=who, now=now).sha256
    return row


def store_all(s: Session, files: list[bytes], *, who: str, now: datetime) -> list[Media]:
    """Keep what came together: captions among them belong to the one video among them."""
    spoken = [raw for raw in files if captions.is_captions(raw)]
    seen = [raw for raw in files if not captions.is_captions(raw)]
    videos = [raw for raw in seen if mp4.is_video(raw)]
    if spoken and (len(videos) != 1 or len(spoken) != 1):
        raise Invalid({"media": "Add one captions file together with its one video. Nothing was stored."})
    return [store(s, raw, who=who, now=now, vtt=spoken[0] if spoken and raw in videos else None) for raw in seen]


def media(s: Session, sha256: str) -> Media:
    """The stored file with this hash, or NotFound."""
    found = s.get(Media, sha256)
    if found is None:
        raise NotFound("There is no such picture here.")
    return found


def for_page(s: Session, item: MediaRef, limits: Limits, *, now: datetime) -> MediaRef:
    """The same picture in the kind, shape and size that a page takes; made once, before anybody signs.

    A video stays as it is, with its captions where the page takes them. One that is not stored here stays as it is:
    `desk` says so at its field.
    """
    if item.mime == MP4:
        taken = video_of(limits.platform)
        return item if taken and taken.captions else replace(item, captions="")
    how = recipe(limits)
    known = s.scalar(select(MediaVariant.sha256).where(MediaVariant.source == item.sha256, MediaVariant.recipe == how))
    row = s.get(Media, known or item.sha256)
    if row is None:
        return item
    if known is None:
        picture = Encoded(row.data, row.mime, row.width, row.height)
        row = _keep(s, fitted(picture, limits), who=row.stored_by, now=now)
        made = insert(MediaVariant).values(source=item.sha256, recipe=how, sha256=row.sha256)
        s.execute(made.on_conflict_do_nothing())
    return MediaRef(row.sha256, row.mime, item.alt)


def sizes(s: Session, items: tuple[MediaRef, ...]) -> dict[str, int]:
    """SHA-256 -> how many bytes a stored file has."""
    wanted = [item.sha256 for item in items]
    query = select(Media.sha256, func.length(Media.data)).where(Media.sha256.in_(wanted)) if wanted else None
    return {} if query is None else {row[0]: row[1] for row in s.execute(query)}


def video_reasons(s: Session, items: tuple[MediaRef, ...], platform: str) -> list[str]:
    """Why the videos among some files cannot go out on a platform, one sentence each; empty when they can."""
    found = (s.get(Media, item.sha256) for item in items if item.mime == MP4)
    rows, taken = [row for row in found if row], video_of(platform)
    if not rows:
        return []
    if taken is None:
        return ["Videos cannot be sent there by a program."]
    if len(items) > 1:
        return ["A video goes out alone, without other pictures or videos."]
    [row] = rows
    too_large = _bytes_of(s, row.sha256) > taken.bytes
    wrong = too_large or not taken.shortest <= (row.seconds or 0) <= taken.longest
    reasons = ["The video is too long, too short or too large for it."] if wrong else []
    spoken = items[0].captions
    if spoken and _bytes_of(s, spoken) > taken.captions:
        reasons.append(f"The video's captions are too large for it: at most {taken.captions // 1000} kB fit.")
    return reasons


def captioned(s: Session, draft: Draft) -> Draft:
    """The draft with the captions that were stored with its videos; where all have some, that answers its fact."""
    videos = {item.sha256 for item in draft.media if item.mime == MP4}
    if not videos:
        return draft
    rows = s.execute(select(Media.sha256, Media.captions).where(Media.sha256.in_(videos)))
    spoken = {sha256: of_it for sha256, of_it in rows if of_it}
    items = tuple(replace(item, captions=spoken.get(item.sha256, "")) for item in draft.media)
    told = draft.facts.get("captions") is not None or spoken.keys() != videos
    return replace(draft, media=items, facts=draft.facts if told else {**draft.facts, "captions": True})


def _bytes_of(s: Session, sha256: str) -> int:
    return s.scalar(select(func.length(Media.data)).where(Media.sha256 == sha256)) or 0


def _keep(s: Session, made: Encoded, *, who: str, now: datetime) -> Media:
    sha256 = hashlib.sha256(made.data).hexdigest()
    values = {
        "sha256": sha256,
        "mime": made.mime,
        "width": made.width,
        "height": made.height,
        "data": made.data,
        "stored": now,
        "stored_by": who,
    }
    s.execute(insert(Media).values(values).on_conflict_do_nothing())
    return s.get_one(Media, sha256)
