"""The pure rules of sign-off: whose name counts, and when a chain is complete."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign import approvals
from countersign.agency import StageEntry
from countersign.approvals import Verdict, Vote
from countersign.errors import NotAllowed, WrongState

DIGEST, OTHER = "aa" * 32, "bb" * 32
PEOPLE = ["ann", "ben", "cleo", "dan", "eve"]
HOUR = timedelta(hours=1)


def stage(name: str, need: int = 1) -> StageEntry:
    """A stage that wants so many names."""
    return StageEntry(name=name, roles=("anybody",), need=need, within=HOUR)


names = st.sampled_from(PEOPLE)
chains = st.lists(st.integers(1, 2), min_size=1, max_size=3).map(
    lambda needs: tuple(stage(f"stage {n}", need) for n, need in enumerate(needs))
)
ballots = st.lists(
    st.builds(
        Vote,
        person=names,
        stage=st.sampled_from(["stage 0", "stage 1", "stage 2"]),
        verdict=st.sampled_from([Verdict.SIGN] * 8 + [Verdict.RETURN]),
        digest=st.sampled_from([DIGEST] * 8 + [OTHER]),
        for_person=st.none() | names,
    ),
    max_size=8,
).map(tuple)
authors = st.frozensets(names, max_size=2)


@given(ballots, authors)
def test_no_author_and_no_name_twice(cast: tuple[Vote, ...], wrote: frozenset[str]) -> None:
    """No author or editor counts, and no name twice: a stand-in and the one they stand in for are one signature."""
    counting = approvals.valid(cast, digest=DIGEST, authors=wrote)
    used = Counter(name for vote in counting for name in {vote.person, vote.for_person} - {None})
    assert set(used.values()) <= {1} and wrote.isdisjoint(used)
    assert all(vote.digest == DIGEST and vote.verdict is Verdict.SIGN for vote in counting)


@given(chains, ballots, authors)
def test_a_complete_chain_has_all_its_names(
    chain: tuple[StageEntry, ...], cast: tuple[Vote, ...], wrote: frozenset[str]
) -> None:
    """A chain is complete exactly when each of its stages has as many different people as it wants."""
    people = Counter(vote.stage for vote in approvals.valid(cast, digest=DIGEST, authors=wrote))
    whole = all(people[s.name] >= s.need for s in chain)
    assert approvals.complete(chain, cast, digest=DIGEST, authors=wrote) == whole


@given(chains, ballots, authors, st.integers(0, 8))
def test_complete_is_monotone(
    chain: tuple[StageEntry, ...], cast: tuple[Vote, ...], wrote: frozenset[str], first: int
) -> None:
    """A further decision never takes a signature away."""
    if approvals.complete(chain, cast[:first], digest=DIGEST, authors=wrote):
        assert approvals.complete(chain, cast, digest=DIGEST, authors=wrote)


@given(chains, ballots, authors)
def test_other_words_have_no_approvals(
    chain: tuple[StageEntry, ...], cast: tuple[Vote, ...], wrote: frozenset[str]
) -> None:
    """A changed byte is another digest, and for that nobody has signed."""
    fresh = "cc" * 32
    assert not approvals.complete(chain, cast, digest=fresh, authors=wrote)
    assert approvals.next_stage(chain, cast, digest=fresh, authors=wrote) == chain[0]


@given(chains, ballots, authors)
def test_only_signatures_count(chain: tuple[StageEntry, ...], cast: tuple[Vote, ...], wrote: frozenset[str]) -> None:
    """Returns and rejections never complete a chain."""
    against = tuple(replace(vote, verdict=Verdict.RETURN) for vote in cast)
    assert not approvals.complete(chain, against, digest=DIGEST, authors=wrote)


@given(ballots, authors)
def test_an_empty_chain_is_never_complete(cast: tuple[Vote, ...], wrote: frozenset[str]) -> None:
    """A chain without a stage approves nothing."""
    assert not approvals.complete((), cast, digest=DIGEST, authors=wrote)


@given(names, ballots, authors, st.dictionaries(names, st.none() | names))
def test_who_may_decide(
    who: str, cast: tuple[Vote, ...], wrote: frozenset[str], entitled: dict[str, str | None]
) -> None:
    """Whoever may decide is designated, wrote nothing of it, and has not decided in any way."""
    try:
        right = approvals.may_decide(who, stage("stage 0"), cast=cast, authors=wrote, entitled=entitled)
    except NotAllowed as refusal:
        assert "Nothing was changed." in refusal.message
    else:
        assert who in entitled and right == entitled[who]
        assert who not in wrote and who not in {v.person for v in cast} | {v.for_person for v in cast}


@given(ballots, authors)
def test_nobody_decides_what_is_complete(cast: tuple[Vote, ...], wrote: frozenset[str]) -> None:
    """Where no stage waits there is nothing to decide."""
    with pytest.raises(WrongState):
        approvals.may_decide("ann", None, cast=cast, authors=wrote, entitled={"ann": None})


def test_stages_wait_for_each_other() -> None:
    """The second stage is next only once the first has all its names, whatever was cast before its turn."""
    chain = (stage("stage 0", need=2), stage("stage 1"))
    early = Vote("cleo", "stage 1", Verdict.SIGN, DIGEST)
    one, two = (Vote(person, "stage 0", Verdict.SIGN, DIGEST) for person in ("ann", "ben"))
    assert approvals.next_stage(chain, (early, one), digest=DIGEST, authors=()) == chain[0]
    assert approvals.complete(chain, (early, one, two), digest=DIGEST, authors=())


@given(chains, chains)
def test_added_stages_come_first_and_each_once(own: tuple[StageEntry, ...], added: tuple[StageEntry, ...]) -> None:
    """What findings add is settled before the agency's own names, and a stage of the chain keeps its own place."""
    merged = approvals.stages_for(own, added)
    new = [s.name for s in added if s.name not in {stage.name for stage in own}]
    assert [s.name for s in merged] == [*new, *(s.name for s in own)]
    assert merged[len(new) :] == own


@given(chains, chains)
def test_the_top_role_has_the_last_word(own: tuple[StageEntry, ...], added: tuple[StageEntry, ...]) -> None:
    """A stage of the top role that a finding adds comes after everybody else's."""
    chief = StageEntry(name="chief", roles=("chief",), within=HOUR)
    merged = approvals.stages_for(own, (chief, *added), top=["chief"])
    assert merged[-1] == chief and merged[:-1] == approvals.stages_for(own, added, top=["chief"])


@given(chains, chains)
def test_a_correction_is_signed_by_no_fewer(now: tuple[StageEntry, ...], signed: tuple[StageEntry, ...]) -> None:
    """Every stage that signed the original is there, in its order and with no fewer names; new stages are added."""
    merged = approvals.at_least(now, signed)
    assert [s.name for s in merged[: len(signed)]] == [s.name for s in signed]
    needs = {s.name: s.need for s in merged}
    assert len(needs) == len(merged) and all(needs[s.name] >= s.need for s in (*now, *signed))
