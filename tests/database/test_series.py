"""Series, slots and tables: each occurrence a post of its own, signed as one, stored all or none."""

import itertools
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from typer.testing import CliRunner

from countersign import agency, approvals, bulk, database, delivery, desk, policies, recurrence, screening
from countersign.agency import Policy, SlotEntry
from countersign.approvals import Decision, Proposal, Verdict
from countersign.cli import app
from countersign.content import Answer, AnswerKind, Draft
from countersign.deliveries import State
from countersign.desk import repeating
from countersign.errors import CountersignError, Invalid, NotAllowed, NotFound, Stale
from countersign.notices import Notice
from countersign.posts import Post, Series, Status
from countersign.recurrence import Repeat
from countersign.settings import Settings
from tests import stories

CLICK = "password at the click"


@pytest.fixture(autouse=True)
def on_duty(engine: Engine) -> None:
    """The newsroom is in order."""
    stories.enable(engine, "newsroom")


def begun(engine: Engine, *, rule: str = "FREQ=WEEKLY;COUNT=3") -> uuid.UUID:
    """A series that starts tomorrow, weekly for three weeks unless told, reviewed."""
    with database.transaction(engine) as s:
        now = database.clock(s)
        start = (now + timedelta(days=1)).replace(tzinfo=None, hour=9, minute=0, second=0, microsecond=0)
        draft = stories.a_draft(stories.TEXT.replace("Saturday", "{date}"))
        series, _ = desk.repeat(s, stories.AUTHOR, draft, Repeat(rule, start), now=now)
        desk.submit_series(s, stories.AUTHOR, series.id, now=now)
    delivery.review()
    return series.id


def digests(engine: Engine, series_id: uuid.UUID, who: str) -> dict[uuid.UUID, str]:
    """What a person's screen shows of a series: each sign-off that waits for them, with its digest."""
    with database.transaction(engine) as s:
        waiting = repeating.waiting_in(s, who, series_id, now=database.clock(s))
        return {proposal.id: proposal.digest for proposal in waiting}


def decide(
    engine: Engine, who: str, seen: dict[uuid.UUID, str], verdict: Verdict = Verdict.SIGN, reason: str = ""
) -> int:
    """One decision on all that a screen showed; how many decisions that wrote."""
    with database.transaction(engine) as s:
        now = database.clock(s)
        return len(desk.decide_series(s, who, seen, verdict=verdict, factor=CLICK, reason=reason, now=now))


def decisions(engine: Engine) -> int:
    """How many decisions are stored."""
    with database.transaction(engine) as s:
        return s.scalar(select(func.count()).select_from(Decision)) or 0


def test_every_occurrence_is_a_post_of_its_own(engine: Engine) -> None:
    """Each has its time, its words, its sign-off and its digest; who signs is asked once for all of them."""
    series_id = begun(engine)
    delivery.chase()
    with database.transaction(engine) as s:
        rows = repeating.of_series(s, stories.AUTHOR, series_id, now=database.clock(s))[1]
        drafts = [Draft.from_json(post.draft) for post in rows]
        dues = [draft.due for draft in drafts if draft.due]
        assert [later - sooner for sooner, later in itertools.pairwise(dues)] == [timedelta(weeks=1)] * 2
        assert len({draft.text for draft in drafts}) == 3 and all("{date}" not in draft.text for draft in drafts)
        signs = repeating.newest_sign_offs(s, rows)
        assert len({proposal.digest for proposal in signs.values()}) == 3
        asked = list(s.scalars(select(Notice).where(Notice.kind == "asked", Notice.person_id == stories.COMMANDER)))
        assert [(notice.path, notice.facts["what"]) for notice in asked] == [(f"/series/{series_id}", "series 1")]


def test_one_decision_signs_all_of_them(engine: Engine) -> None:
    """Each person decides once; there is a decision for each post, in one transaction, and all are approved."""
    series_id = begun(engine)
    for who in (stories.COMMANDER, stories.CHIEF):
        assert decide(engine, who, digests(engine, series_id, who)) == 3
    assert decisions(engine) == 6
    with database.transaction(engine) as s:
        rows = repeating.of_series(s, stories.AUTHOR, series_id, now=database.clock(s))[1]
        assert {post.status for post in rows} == {Status.APPROVED}
        made = [one for post in rows for one in stories.deliveries_of(s, post.id)]
        assert len({one.due for one in made}) == len({one.digest for one in made}) == 3


@pytest.mark.parametrize("who", [stories.AUTHOR, "alex.moreno", stories.CHIEF, "grace.lin"])
def test_who_may_not_sign_one_signs_none(engine: Engine, who: str) -> None:
    """The author, an outsider and whoever's turn it is not get nothing written, for any of the posts."""
    series_id = begun(engine)
    seen = digests(engine, series_id, stories.COMMANDER)
    with pytest.raises(NotAllowed):
        decide(engine, who, seen)
    assert decisions(engine) == 0


def test_all_or_none_are_signed(engine: Engine) -> None:
    """One changed word in one post, one decision taken twice, and nothing at all is signed."""
    series_id = begun(engine)
    seen = digests(engine, series_id, stories.COMMANDER)
    with pytest.raises(Stale):
        decide(engine, stories.COMMANDER, {**seen, next(iter(seen)): "0" * 64})
    with pytest.raises(CountersignError):
        decide(engine, stories.COMMANDER, {**seen, uuid.uuid4(): "0" * 64})
    with pytest.raises(Invalid):
        decide(engine, stories.COMMANDER, {})
    assert decisions(engine) == 0
    decide(engine, stories.COMMANDER, seen)
    with pytest.raises(NotAllowed, match="already decided"):
        decide(engine, stories.COMMANDER, seen)
    assert decisions(engine) == 3


def test_one_of_them_can_go_its_own_way(engine: Engine) -> None:
    """A post that is returned alone leaves the others to be signed together; the rest can be withdrawn at once."""
    series_id = begun(engine)
    with database.transaction(engine) as s:
        first = repeating.of_series(s, stories.AUTHOR, series_id, now=database.clock(s))[1][0]
    stories.decide(engine, first.id, stories.COMMANDER, Verdict.RETURN, reason="Not that week.")
    assert len(digests(engine, series_id, stories.COMMANDER)) == 2
    assert decide(engine, stories.COMMANDER, digests(engine, series_id, stories.COMMANDER)) == 2
    with database.transaction(engine) as s:
        assert len(desk.withdraw_series(s, stories.AUTHOR, series_id, reason="Cancelled.", now=database.clock(s))) == 3
    with database.transaction(engine) as s, pytest.raises(NotFound):
        repeating.of_series(s, "alex.moreno", series_id, now=database.clock(s))


def test_a_series_goes_on_before_its_signed_part_ends(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two weeks before the end the next part is written, once, and its people are asked anew; none of it is signed."""
    series_id = begun(engine, rule="FREQ=MONTHLY;BYMONTHDAY=9")
    delivery.chase()
    for who in (stories.COMMANDER, stories.CHIEF):
        decide(engine, who, digests(engine, series_id, who))
        delivery.chase()
    began = stories.now(engine)
    assert delivery.continue_series().lines == []
    monkeypatch.setattr(database, "clock", lambda s: began + recurrence.HORIZON - recurrence.AHEAD + timedelta(hours=1))
    for _ in range(2):
        delivery.continue_series()
    delivery.review()
    delivery.chase()
    with database.transaction(engine) as s:
        rows = list(s.scalars(select(Post).where(Post.series_id == series_id).order_by(Post.number)))
        dues = [Draft.from_json(post.draft).due for post in rows]
        assert dues == sorted(set(dues), key=str) and max(map(str, dues)) > (began + recurrence.HORIZON).isoformat()
        later = [post for post in rows if post.status is Status.SIGN_OFF]
        assert later == rows[-len(later) :] and 2 <= len(later) <= 3
        assert all(repeating.chain_of(s, p) for p in repeating.newest_sign_offs(s, later).values())
        asked = select(func.count()).where(Notice.kind == "asked", Notice.person_id == stories.COMMANDER)
        assert s.scalar(asked) == 2
        told = list(s.scalars(select(Notice.person_id).where(Notice.kind == "series_continued")))
        assert told == [stories.AUTHOR]


@pytest.mark.parametrize("how", ["withdrawn whole", "last rejected", "author left", "counted out"])
def test_a_series_ends_for_a_reason(engine: Engine, policy: Policy, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Ended by a person, its last post rejected, its author gone: no more is written, and the author is told."""
    series_id = begun(engine, rule="FREQ=MONTHLY;BYMONTHDAY=9" + (";COUNT=2" if how == "counted out" else ""))
    with database.transaction(engine) as s:
        now, rows = database.clock(s), repeating.of_series(s, stories.AUTHOR, series_id, now=database.clock(s))[1]
        if how == "withdrawn whole":
            desk.withdraw_series(s, stories.AUTHOR, series_id, reason="No longer held.", now=now)
        if how == "author left":
            people = tuple(replace(p, active_to=now.date()) if p.id == stories.AUTHOR else p for p in policy.people)
            policies.apply(s, replace(policy, people=people), who="setup", why="left", now=now)
    if how == "last rejected":
        stories.decide(engine, rows[-1].id, stories.COMMANDER, Verdict.REJECT, reason="No more of these.")
    monkeypatch.setattr(database, "clock", lambda s: now + recurrence.HORIZON)
    delivery.continue_series()
    with database.transaction(engine) as s:
        assert s.get_one(Series, series_id).written is None
        assert s.scalar(select(func.count()).select_from(Post)) == len(rows)
        ends = s.scalars(select(Notice.kind).where(Notice.kind.startswith("series_"))).all()
        assert ends == (["series_ended"] if how in {"last rejected", "author left"} else [])


def test_a_series_is_begun_whole_or_not_at_all(engine: Engine) -> None:
    """A wrong rule, a page one may not write for, or words that cannot be taken leave no post behind."""
    wrong = [
        (stories.a_draft(), "FREQ=HOURLY"),
        (stories.a_draft(pages=("nowhere",)), "FREQ=DAILY;COUNT=2"),
        (stories.a_draft("bell \x07"), "FREQ=DAILY;COUNT=2"),
        (replace(stories.a_draft(), slot="next"), "FREQ=DAILY;COUNT=2"),
    ]
    for draft, rule in wrong:
        with pytest.raises(Invalid), database.transaction(engine) as s:
            now = database.clock(s)
            start = (now + timedelta(days=1)).replace(tzinfo=None, microsecond=0)
            desk.repeat(s, stories.AUTHOR, draft, Repeat(rule, start), now=now)
    with database.transaction(engine) as s:
        assert [s.scalar(select(func.count()).select_from(table)) for table in (Post, Series)] == [0, 0]


@pytest.fixture
def with_slots(engine: Engine, policy: Policy) -> Policy:
    """The newsroom has a slot at each full hour of the day from 9 to 17."""
    hours = tuple(datetime(2026, 1, 1, hour).time() for hour in range(9, 18))
    pages = tuple(replace(p, slots=(SlotEntry(times=hours),)) if p.id == "newsroom" else p for p in policy.pages)
    changed = replace(policy, pages=pages)
    with database.transaction(engine) as s:
        policies.apply(s, agency.from_json(agency.to_json(changed)), who="setup", why="slots", now=database.clock(s))
    return changed


def test_each_slot_takes_one_post(engine: Engine, told: Settings, with_slots: Policy) -> None:
    """From the last signature on, each post gets the page's next free slot, with the category's own end after it."""
    found = [stories.approved(engine, replace(stories.a_draft(), slot="next")) for _ in range(3)]
    category = with_slots.category("community_notice")
    with database.transaction(engine) as s:
        now = database.clock(s)
        rows = [stories.deliveries_of(s, post_id)[0] for post_id in found]
        dues = [row.due for row in rows]
        assert dues == sorted(set(dues)) and all(now < due < now + timedelta(days=2) for due in dues)
        local = [due.astimezone(with_slots.agency.zone) for due in dues]
        assert all(at.minute == 0 and 9 <= at.hour <= 17 for at in local)
        assert category and all(row.not_after == row.due + category.not_after for row in rows)
        desk.withdraw_delivery(s, stories.AUTHOR, rows[0].id, reason="Not needed.", now=now)
    again = stories.approved(engine, replace(stories.a_draft(), slot="next"))
    with database.transaction(engine) as s:
        assert stories.deliveries_of(s, again)[0].due == dues[0]
    assert stories.publish(told) == 0


def test_a_page_without_slots_takes_it_as_soon_as_it_may(engine: Engine) -> None:
    """Where a page has no slots, such a post goes out as soon as it is approved."""
    stories.enable(engine, "mastodon")
    post_id = stories.approved(engine, replace(stories.a_draft(pages=("mastodon",)), slot="next"))
    with database.transaction(engine) as s:
        [one] = stories.deliveries_of(s, post_id)
        assert one.state is State.SCHEDULED and one.due <= database.clock(s) + timedelta(days=1)


def test_approvals_are_escalated_before_the_time(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day, an hour and ten minutes before, more and more people are asked, each once; those above may sign then."""
    real = database.clock
    with database.transaction(engine) as s:
        due = real(s) + timedelta(hours=30)
    post_id = stories.reviewed(engine, stories.a_draft(due=due))
    counts, told = [], []
    for left in (timedelta(hours=25), timedelta(hours=23, minutes=59), timedelta(minutes=59), timedelta(minutes=9)):
        monkeypatch.setattr(database, "clock", lambda s, left=left: due - left)
        for _ in range(2):
            delivery.chase()
        monkeypatch.setattr(database, "clock", real)
        with database.transaction(engine) as s:
            rows = list(s.scalars(select(Notice).where(Notice.kind == "due_soon").order_by(Notice.created)))
            counts.append(len(rows))
            told.append({(row.person_id, row.facts["left"]) for row in rows})
            proposal = stories.proposal_of(s, post_id)
            assert proposal.state is approvals.ProposalState.OPEN
    assert counts[0] == 0 and counts == sorted(counts)
    steps = [{left for _, left in seen} for seen in told]
    assert steps == [set(), {"1 d"}, {"1 d", "1 h"}, {"1 d", "1 h", "10 min"}]
    last = {person for person, left in told[-1] if left == "10 min"}
    assert {stories.CHIEF, "victor.hale"} & last and stories.AUTHOR not in last
    with database.transaction(engine) as s:
        assert approvals.escalated(s, proposal.id, proposal.stages[0].name)


TABLE = """text,category,pages,due,longitude,latitude,case_number
"Ferry Street is closed on Saturday, 8 a.m. to noon.",Community notice,newsroom,2030-01-05 08:00,-121.56,36.9,HG-26-1
"Market Street too, from 8 a.m.",community_notice,newsroom mastodon,,-121.56,36.9,
"""


def test_a_table_becomes_a_post_for_each_line(engine: Engine) -> None:
    """Wall-clock times are the agency's, categories go by name or id, and every column arrives."""
    table = TABLE.replace("2030", str(datetime.now().year + 1)).encode("utf-8-sig")
    with database.transaction(engine) as s:
        now = database.clock(s)
        before = s.scalar(select(func.count()).select_from(Post))
        rows = bulk.report(s, stories.AUTHOR, table, now=now)
        assert [(row.line, dict(row.wrong)) for row in rows] == [(2, {}), (3, {})]
        assert s.scalar(select(func.count()).select_from(Post)) == before == 0
        made = bulk.apply(s, stories.AUTHOR, table, submit=True, now=now)
        drafts = [Draft.from_json(post.draft) for post in made]
        assert drafts[0].due and drafts[0].due.astimezone(policies.current(s).agency.zone).hour == 8
        assert [draft.pages for draft in drafts] == [("newsroom",), ("newsroom", "mastodon")]
        assert drafts[0].facts["case_number"] == "HG-26-1" and drafts[1].due is None
        assert {post.status for post in made} == {Status.SUBMITTED}


def test_one_wrong_line_stores_none(engine: Engine) -> None:
    """Every error of every line is named with its line and column, and not one post is stored."""
    wrong = [
        "Fine words,community_notice,newsroom,,-121.56,36.9,",
        "Bad kind,gossip,newsroom,,,,",
        "Bad page,community_notice,nowhere,,,,",
        "Bad time,community_notice,newsroom,soon,-121.56,36.9,",
        "Past,community_notice,newsroom,2020-01-01 08:00,-121.56,36.9,",
        "Bad place,community_notice,newsroom,,east,36.9,",
        ",community_notice,newsroom,,,,",
        "Too many,community_notice,newsroom,,,,,,,",
    ]
    table = (TABLE.splitlines()[0] + "\n" + "\n".join(wrong)).encode()
    with pytest.raises(Invalid) as refused, database.transaction(engine) as s:
        bulk.apply(s, stories.AUTHOR, table, submit=False, now=database.clock(s))
    lines = {name.split(",")[0] for name in refused.value.fields}
    assert lines == {f"line {number}" for number in range(3, 10)}
    assert "line 5, due" in refused.value.fields and "line 3, category" in refused.value.fields
    with database.transaction(engine) as s:
        assert s.scalar(select(func.count()).select_from(Post)) == 0


@pytest.mark.parametrize(
    "table",
    [
        *(b"", b"\n\n", b"text,category\n", b"text,category,pages\n", b"text,category,pages,text\na,b,c,d\n"),
        *(b"text,category,pages,colour\na,b,c,d\n", b'text,category,pages\n"a,b,c\n', b"x" * 600_000, b"\x00"),
        *(b"\xff\xfe\x00", b"text,category,pages\n" + b"a,community_notice,newsroom\n" * 201),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(policy: Policy, table: bytes) -> None:
    """Empty, without columns, in another encoding, broken, far too large: one message, and nothing else."""
    with pytest.raises(Invalid) as refused:
        bulk.read(table, policy)
    assert list(refused.value.fields) == ["file"]


def test_findings_are_told_line_by_line(engine: Engine) -> None:
    """What screening says about each line stands in the report before anything is stored."""
    table = (
        b"text;category;pages;longitude;latitude\nHe is guilty of the robbery.;community_notice;newsroom;-121.56;36.9\n"
    )
    with database.transaction(engine) as s:
        [row] = bulk.report(s, stories.AUTHOR, table, now=database.clock(s))
        assert not row.wrong and [finding.rule for finding in row.findings]
        assert s.scalar(select(func.count()).select_from(Proposal)) == 0


ASKED = "He took the bus and left. He is in custody."


def test_a_line_of_a_table_names_the_source_of_what_is_asked(engine: Engine) -> None:
    """Without a source the line is told and refused; with one each flagged sentence has it, and the post is signed."""
    head, line = "text,category,pages,longitude,latitude,source", f"{ASKED},community_notice,newsroom,-121.56,36.9,"
    unsaid, said = (f"{head}\n{line}{source}".encode() for source in ("", "Report 24-1123"))
    with pytest.raises(Invalid) as refused, database.transaction(engine) as s:
        assert bulk.report(s, stories.AUTHOR, unsaid, now=database.clock(s))[0].stops
        bulk.apply(s, stories.AUTHOR, unsaid, submit=True, now=database.clock(s))
    assert list(refused.value.fields) == ["line 2, source"]
    with database.transaction(engine) as s:
        assert not bulk.report(s, stories.AUTHOR, said, now=database.clock(s))[0].stops
        [post] = bulk.apply(s, stories.AUTHOR, said, submit=True, now=database.clock(s))
        post_id = post.id
    delivery.review()
    assert stories.post(engine, post_id).status is Status.SIGN_OFF


def test_an_answer_goes_along_with_every_post_of_a_series(engine: Engine) -> None:
    """What was said of the first one's sentence answers for the same sentence of the others, whatever day it names."""
    start = (datetime.now() + timedelta(days=3)).replace(hour=12, minute=0, second=0, microsecond=0)
    with database.transaction(engine) as s:
        now, zone = database.clock(s), policies.current(s).agency.zone
        text = f"On {{weekday}} {ASKED[0].lower()}{ASKED[1:]}"
        facts = {"place": [-121.56, 36.9]}
        plain = Draft(text, "community_notice", pages=("newsroom",), facts=facts)
        first = recurrence.dated(text, start.replace(tzinfo=zone), zone, language="en")
        found = screening.screen_rules(replace(plain, text=first), policies.current(s), now)
        asked = screening.answers.asked(replace(plain, text=first), found)
        told = tuple(Answer(q.finding.rule, AnswerKind.SOURCE, q.sentence, "Report 24-1123") for q in asked)
        assert told
        how = Repeat("FREQ=DAILY;COUNT=3", start)
        _, made = desk.repeat(s, stories.AUTHOR, replace(plain, answers=told), how, now=now)
        drafts = [Draft.from_json(post.draft) for post in made]
        sentences = {draft.answers[0].sentence for draft in drafts}
        assert len(sentences) == 3 and all(draft.answers[0].sentence in draft.text for draft in drafts)


def test_the_command_line_reports_before_it_stores(engine: Engine, told: Settings, tmp_path: Path) -> None:
    """Without --apply nothing is stored; a wrong line ends with status 1; with --apply all of them are drafts."""
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(TABLE.replace("2030", str(datetime.now().year + 1)))
    bad.write_text(TABLE.replace("2030", "2020"))

    def ran(*arguments: str) -> tuple[int, int]:
        answer = CliRunner().invoke(app, ["posts", "import", *arguments, "--as", stories.AUTHOR])
        with database.transaction(engine) as s:
            return answer.exit_code, s.scalar(select(func.count()).select_from(Post)) or 0

    assert [ran(str(bad)), ran(str(bad), "--apply"), ran(str(good))] == [(1, 0), (1, 0), (0, 0)]
    assert ran(str(good), "--apply") == (0, 2)
