"""Writing: the composer, its live check, and keeping or submitting what was written."""

import uuid
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.shared import showing
from approval_ui.staff import checking, media, repeats, sheet
from approval_ui.staff.sheet import Sheet
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, field, see_other
from countersign import agency, desk, limits, posts, wording
from countersign.agency import FACTS
from countersign.agency.fields import selects
from countersign.content import Draft
from countersign.desk import correcting
from countersign.desk.writing import readable
from countersign.errors import CountersignError, Invalid, NotFound, Refused, Stale, WrongState
from countersign.media import Media
from countersign.pages import Page
from countersign.posts import Post, Status
from countersign.screening.facts import is_junk_alt

router = APIRouter(prefix="/posts")


@router.get("/new")
def new(visit: SignedIn, category: str = "", answers: str = "") -> Response:
    """An empty sheet, or one with a category's starting text."""
    with visit.transaction() as o:
        started = wording.starters(o.policy, "en").get(category, "")
        values = {"category": category, "text": started, "language": "en", "schedule": "asap", "in_reply_to": answers}
        return composer(o, Sheet(values, _usual_pages(o, category)), post=None)


@router.post("")
def create(form: Typed, visit: SignedIn) -> Response:
    """Begin a post from a sheet: keep it, or submit it at once."""
    return _handle(visit, form, post_id=None)


@router.get("/{post_id}/edit")
def edit(visit: SignedIn, post_id: uuid.UUID) -> Response:
    """The sheet of a post."""
    with visit.transaction() as o:
        post = readable(o.s, o.who, post_id, now=o.now)
        _still_editable(o, post)
        draft = Draft.from_json(post.draft)
        return composer(o, sheet.of_draft(o.s, draft, o.policy.agency.zone, revision=post.revision), post=post)


@router.get("/{post_id}/correct")
def correct(visit: SignedIn, post_id: uuid.UUID) -> Response:
    """The sheet of a correction: the original's category, pages and facts, and a text to fill in."""
    with visit.transaction() as o:
        original = readable(o.s, o.who, post_id, now=o.now)
        if original.status is not Status.PUBLISHED:
            raise WrongState("Only what is published is corrected. Change the words of this one instead.")
        starter = wording.correction_starter(o.policy, Draft.from_json(original.draft).language)
        draft = correcting.beginning(o.s, original, starter)
        return composer(o, sheet.of_draft(o.s, draft, o.policy.agency.zone, revision=0), post=None)


@router.post("/{post_id}/edit")
def change(form: Typed, visit: SignedIn, post_id: uuid.UUID) -> Response:
    """Change a post to what the sheet says."""
    return _handle(visit, form, post_id=post_id)


@router.post("/preview")
def preview(form: Typed, visit: SignedIn) -> Response:
    """What the check finds, and how it will look on each page; for pages where scripts run."""
    with visit.transaction() as o:
        return o.page("preview.html", checking.check(o, sheet.of_form(form)) | {"live": True})


@router.post("/facts")
def facts(form: Typed, visit: SignedIn) -> Response:
    """The facts that a category asks for, on top; for pages where scripts run."""
    with visit.transaction() as o:
        filled = sheet.of_form(form)
        filled.pages = filled.pages or _usual_pages(o, filled.get("category"))
        shown = o.page("facts_live.html", {"sheet": filled, **_vocabulary(o, filled), "live": True})
        shown.headers["HX-Trigger-After-Swap"] = "facts-shown"
        return shown


def composer(
    o: Open,
    filled: Sheet,
    *,
    post: Post | None,
    error: CountersignError | None = None,
    checked: bool = False,
) -> Response:
    """The composer with a filled sheet; after a conflict, with the words that somebody else stored meanwhile."""
    stored = Draft.from_json(post.draft) if post else None
    conflict = stored if isinstance(error, Stale) else None
    found = checking.check(o, filled) if checked or _shows_check(filled, post, error) else None
    context = {
        "sheet": filled,
        "post": post,
        "pictures": _shown(o, filled, checked=found is not None),
        "checked": found,
        "conflict": conflict and showing.difference(conflict.text, filled.get("text")),
        "conflict_note": conflict
        and checking.other_changes(o.policy, conflict, sheet.to_draft(filled, o.policy, o.s)[0]),
        **_vocabulary(o, filled),
    }
    return o.page("composer.html", context, error=error)


def _shows_check(filled: Sheet, post: Post | None, error: CountersignError | None) -> bool:
    """Whether the check stands beside the sheet from the start: it holds the answers and what is wrong with them."""
    about_answers = isinstance(error, Invalid) and any(name.startswith("answer.") for name in error.fields)
    return about_answers or bool(filled.answers) or (post is not None and error is None)


def to_mend(visit: Visit, post_id: uuid.UUID, error: CountersignError) -> Response:
    """The composer of a stored post, with what has to be answered before it can go on."""
    with visit.transaction() as o:
        post = readable(o.s, o.who, post_id, now=o.now)
        draft = Draft.from_json(post.draft)
        filled = sheet.of_draft(o.s, draft, o.policy.agency.zone, revision=post.revision)
        return composer(o, filled, post=post, error=error, checked=True)


def _handle(visit: Visit, form: FormData, *, post_id: uuid.UUID | None) -> Response:
    """What the pressed button asks for; with a refusal, the sheet comes back as it was typed."""
    filled, do = sheet.of_form(form), field(form, "do") or "save"
    try:
        filled.pictures += [_row(row) for row in media.store(visit, form) if _is_new(filled, row)]
        if do.startswith("rewrite."):
            with visit.transaction() as o:
                checking.with_better_words(o, filled, do)
        if do == "start":
            with visit.transaction() as o:
                _begin_with_usual_words(o, filled)
        if do not in {"save", "submit"}:
            return _again(visit, filled, post_id, checked=True)
        with visit.transaction() as o:
            then = _kept(o, filled, post_id, submit=do == "submit")
    except (Refused, Invalid) as error:
        return _again(visit, filled, post_id, error=error)
    return see_other(then)


def _begin_with_usual_words(o: Open, filled: Sheet) -> None:
    """Put the category's starting text into the sheet, under what was typed already."""
    spoken = filled.get("language").partition("-")[0]
    usual = (wording.starters(o.policy, "en") | wording.starters(o.policy, spoken)).get(filled.get("category"), "")
    filled.values["text"] = "\n\n".join(part for part in (filled.get("text").rstrip(), usual) if part)


def _again(
    visit: Visit,
    filled: Sheet,
    post_id: uuid.UUID | None,
    *,
    error: CountersignError | None = None,
    checked: bool = False,
) -> Response:
    """The composer once more; after a conflict it continues from the newest state, so that the next save decides."""
    with visit.transaction() as o:
        post = readable(o.s, o.who, post_id, now=o.now) if post_id else None
        if post and isinstance(error, Stale):
            filled.values["revision"] = str(post.revision)
        return composer(o, filled, post=post, error=error, checked=checked)


def _store(o: Open, filled: Sheet, post_id: uuid.UUID | None) -> Post:
    """Write the draft; what could not be read is told together with what the verb refuses, and nothing is stored."""
    draft, unreadable = sheet.to_draft(filled, o.policy, o.s)
    try:
        post = _write(o, draft, filled, post_id)
    except Invalid as error:
        raise Invalid(error.fields | unreadable) from None
    if unreadable:
        raise Invalid(unreadable)
    return post


def _kept(o: Open, filled: Sheet, post_id: uuid.UUID | None, *, submit: bool) -> str:
    """Keep a sheet as a post or as a series, submit it when asked to, and say which page shows it."""
    if post_id is None and repeats.chosen(filled):
        draft, unreadable = sheet.to_draft(filled, o.policy, o.s)
        if unreadable:
            raise Invalid(unreadable)
        return repeats.store(o, draft, filled, submit=submit)
    post = _store(o, filled, post_id)
    if submit:
        desk.submit(o.s, o.who, post.id, now=o.now)
    return f"/posts/{post.id}"


def _write(o: Open, draft: Draft, filled: Sheet, post_id: uuid.UUID | None) -> Post:
    if post_id is None:
        return desk.draft(o.s, o.who, draft, now=o.now)
    revision = filled.get("revision")
    number = int(revision) if revision.isdecimal() and len(revision) < 10 else 0
    return desk.edit(o.s, o.who, post_id, draft, revision=number, now=o.now)


def _still_editable(o: Open, post: Post) -> None:
    if post.status not in posts.EDITABLE:
        raise WrongState(
            f"{post.label.capitalize()} is {posts.WORDS[post.status]}; its words cannot be changed any more."
        )
    if post.author != o.who and not all(
        agency.may_write(o.policy, o.who, page=page, category=post.category, now=o.now)
        for page in Draft.from_json(post.draft).pages
    ):
        raise NotFound


def _vocabulary(o: Open, filled: Sheet) -> dict[str, Any]:
    """What can be chosen: the categories and pages this person may write, the facts, the neighbours, other wordings."""
    category = o.policy.category(filled.get("category"))
    asked = category.required_facts if category else ()
    filled_in = {name for name in FACTS if filled.get(f"fact.{name}")}
    shown = [FACTS[name] for name in FACTS if name in asked and name != "place"]
    return {
        "categories": writable_categories(o),
        "targets": _targets(o, filled),
        "category": category,
        "asked": shown,
        "folded": [fact for name, fact in FACTS.items() if name not in asked and name != "place"],
        "filled_in": filled_in - set(asked),
        "place_asked": "place" in asked,
        "variants": _variants(o, filled),
        "starter": bool(category and category.id in wording.starters(o.policy, "en")),
        "repeats": repeats.CHOICES,
        "with_slots": any(page.slots for page in o.policy.pages),
        "live": False,
    }


def writable_categories(o: Open) -> list[Any]:
    """The categories that this person may write for at least one page."""
    return [c for c in o.policy.categories if _pages_for(o, c.id)]


def _pages_for(o: Open, category: str) -> list[str]:
    may = agency.may_write
    return [p.id for p in o.policy.pages if may(o.policy, o.who, page=p.id, category=category, now=o.now)]


def _usual_pages(o: Open, category: str) -> list[str]:
    """The pages that a new sheet has chosen already: those on duty that are not for drills."""
    rows = [o.s.get(Page, page) for page in (_pages_for(o, category) if category else [])]
    return [row.id for row in rows if row and row.enabled and row.mode == "live"]


def _targets(o: Open, filled: Sheet) -> list[dict[str, Any]]:
    """Every open page: whether this category may be written for it, and what it takes."""
    allowed = set(_pages_for(o, filled.get("category"))) if filled.get("category") else None
    targets = []
    for told in o.policy.pages:
        row = o.s.get(Page, told.id)
        if row is None or row.closed:
            continue
        takes = limits.stored(row.platform, row.limits, characters=told.limit)
        targets.append({"page": row, "takes": takes, "allowed": allowed is None or told.id in allowed})
    return targets


def _variants(o: Open, filled: Sheet) -> list[Any]:
    """The disclaimers of this category of which another approved wording may be chosen."""
    return [
        entry
        for entry in o.policy.disclaimers
        if entry.alternates and selects(entry.categories, filled.get("category"))
    ]


def _shown(o: Open, filled: Sheet, *, checked: bool) -> list[dict[str, Any]]:
    """The sheet's pictures that are stored here; of others the message at the field speaks."""
    rows = ((o.s.get(Media, picture["sha256"]), picture["alt"]) for picture in filled.pictures)
    stored = ((row, alt) for row, alt in rows if row)
    return [media.shown(o.visit, row, alt) | {"complaint": _about(row, alt) if checked else ""} for row, alt in stored]


def _about(row: Media, alt: str) -> str:
    """What the check says about the description of one picture."""
    junk = row.mime.startswith("image/") and is_junk_alt(alt)
    return "Say what it shows: this is read out to people who cannot see it." if junk else ""


def _row(stored: Media) -> dict[str, str]:
    return {"sha256": stored.sha256, "mime": stored.mime, "alt": ""}


def _is_new(filled: Sheet, stored: Media) -> bool:
    return all(picture["sha256"] != stored.sha256 for picture in filled.pictures)
