"""A series: its posts, what differs between them, and one decision on all that wait for one's name."""

import uuid
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.shared import showing
from approval_ui.staff import checking, media, signing
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, at_form, field, raw, see_other
from countersign import desk, recurrence, signin
from countersign.approvals import Proposal, Verdict
from countersign.content import Draft, FinalText
from countersign.delivery.review import findings
from countersign.desk import confirming, effects, repeating
from countersign.errors import CountersignError, Invalid, Refused
from countersign.posts import Post

router = APIRouter(prefix="/series/{series_id}")


@router.get("")
def show(visit: SignedIn, series_id: uuid.UUID) -> Response:
    """The posts of a series, and the decision on them."""
    return _page(visit, series_id)


@router.post("/submit")
def submit(visit: SignedIn, series_id: uuid.UUID) -> Response:
    """Send every draft of it for sign-off."""
    return visit.perform(
        lambda o: desk.submit_series(o.s, o.who, series_id, now=o.now),
        then=f"/series/{series_id}",
        otherwise=lambda error: _page(visit, series_id, error=error),
    )


@router.post("/withdraw")
def withdraw(form: Typed, visit: SignedIn, series_id: uuid.UUID) -> Response:
    """Take back whatever of it did not go out yet."""
    return visit.perform(
        lambda o: desk.withdraw_series(o.s, o.who, series_id, reason=field(form, "reason"), now=o.now),
        then=f"/series/{series_id}",
        otherwise=lambda error: _page(visit, series_id, error=at_form(error, "withdraw")),
    )


@router.post("/{act}")
def decide(form: Typed, visit: SignedIn, series_id: uuid.UUID, act: str) -> Response:
    """One decision on every post that the page showed as waiting for one's name: all are taken or none."""
    try:
        verdict, digests = _verdict(act), _digests(form)
        with visit.transaction() as o:
            repeating.of_series(o.s, o.who, series_id, now=o.now)
        factor = visit.factor(form)
        with visit.transaction() as o:
            _of_this_series(o, series_id, digests)
            desk.decide_series(
                o.s,
                o.who,
                digests,
                verdict=verdict,
                factor=factor,
                reason=field(form, "reason"),
                confirmed=[name.removeprefix("confirm.") for name in form if name.startswith("confirm.")],
                now=o.now,
            )
    except (Refused, Invalid) as error:
        return _page(visit, series_id, error=at_form(error, act), typed={"form": act, "reason": raw(form, "reason")})
    return see_other(f"/series/{series_id}")


def _verdict(act: str) -> Verdict:
    if act not in signing.VERDICTS:
        raise Invalid("There is no such decision. Nothing was changed.")
    return signing.VERDICTS[act]


def _digests(form: FormData) -> dict[uuid.UUID, str]:
    """What the page showed: each sign-off and the digest of its words."""
    try:
        pairs = [value.split(":") for value in form.getlist("seen") if isinstance(value, str)]
        return {uuid.UUID(one): digest for one, digest in pairs}
    except ValueError:
        raise Invalid("The form was not whole. Nothing was changed; load the page again.") from None


def _of_this_series(o: Open, series_id: uuid.UUID, digests: dict[uuid.UUID, str]) -> None:
    """A decision made on this page is about this series only."""
    _, rows = repeating.of_series(o.s, o.who, series_id, now=o.now)
    known = {str(post.id) for post in rows}
    subjects = [proposal.subject for one in digests if (proposal := o.s.get(Proposal, one))]
    if not set(subjects) <= known:
        raise Invalid("These posts are not of this series. Nothing was changed.")


def _page(
    visit: Visit,
    series_id: uuid.UUID,
    *,
    error: CountersignError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    with visit.transaction() as o:
        series, rows = repeating.of_series(o.s, o.who, series_id, now=o.now)
        sign_offs = repeating.newest_sign_offs(o.s, rows)
        mine = repeating.waiting_in(o.s, o.who, series_id, now=o.now)
        base = _base(o, rows, mine)
        listed = [_row(o, post, sign_offs.get(post.id), base) for post in rows]
        texts = _texts(o, mine[0]) if mine else []
        shown = [*texts, *(text for row in listed for text in row["texts"])]
        context = {
            "series": series,
            "spoken": recurrence.spoken(series.rule),
            "next_part": series.written and series.written - recurrence.AHEAD,
            "rows": listed,
            "mine": mine,
            "confirm": {name: answer for p in mine for name, answer in confirming.asked(p).items()},
            "texts": texts,
            "pictures": media.addresses(o.visit, (item for text in shown for item in text["text"].media)),
            "findings": findings(o.s, uuid.UUID(mine[0].details["version"])) if mine else [],
            "password_needed": any(p.sensitive for p in mine)
            or not signin.is_fresh(o.visit.session, o.visit.settings, o.now),
            "may_submit": any(p.status in repeating.SUBMITTABLE and p.author == o.who for p in rows),
            "may_withdraw": bool(series.written) or any(p.status in repeating.WITHDRAWABLE for p in rows),
            "typed": typed or {},
        }
        return o.page("series.html", context, error=error)


def _base(o: Open, rows: list[Post], mine: list[Proposal]) -> str:
    """The words that all others are compared with: those of the first that waits, else of the first."""
    first = next((post for post in rows if mine and str(post.id) == mine[0].subject), rows[0])
    return Draft.from_json(first.draft).text


def _texts(o: Open, proposal: Proposal) -> list[dict[str, Any]]:
    """The exact final texts of one sign-off, as its signers read them."""
    language = proposal.details.get("language", "en")
    rows = effects.final_texts(o.s, proposal)
    return [checking.shown_text(FinalText.from_json(row.body), language) for row in rows]


def _row(o: Open, post: Post, proposal: Proposal | None, base: str) -> dict[str, Any]:
    """One post of a series: when it is due, and how its words differ from the first ones."""
    draft = Draft.from_json(post.draft)
    return {
        "post": post,
        "due": draft.due,
        "differs": showing.difference(base, draft.text) if draft.text != base else [],
        "proposal": proposal,
        "stage": repeating.chain_of(o.s, proposal) if proposal and post.status == "sign_off" else "",
        "texts": _texts(o, proposal) if proposal else [],
    }
