"""The kills of a chaos run: what was in hand at each, and how long after the restart there was a verdict about it.

A publisher that is to be killed is stopped first, at a random instant, so that what it has in hand can be seen; one
with empty hands goes on unharmed and does not count. To it the stop is no more than a pause before its death.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from psutil import Process
from sqlalchemy import TextClause, text

from countersign import database
from tests.crowds import Copy
from tests.fakes.proxy import Proxy

PUBLISHER, DATABASE = "a publisher", "PostgreSQL"
#: Where a send was when it was hit.
STEPS = CLAIMED, ON_ITS_WAY, ANSWERED = "claimed, not begun", "on its way, no answer", "answered, not stored"
_HELD = text(
    "select delivery.id::text, page_id, extract(epoch from started)::float from delivery "
    "join attempt on delivery_id = delivery.id and number = attempts "
    "where state = 'sending' and delivery.publisher like :who"
)
#: Transactions that have written something, heartbeats apart.
_WRITING = text(
    "select count(*) from pg_stat_activity where datname = current_database() and backend_xid is not null "
    "and query not ilike '%into publisher%' and (client_port = any(:ports) or :everybody)"
)
#: A delivery is out, or it is not, or it comes later, or a person was asked.
_VERDICTS = text(
    "select split_part(subject, ':', 2), extract(epoch from at)::float from entry where event in "
    "('delivery.sent', 'delivery.refused', 'delivery.missed', 'delivery.deferred') union all "
    "select delivery.id::text, extract(epoch from notice.created)::float from notice "
    "join delivery on path = '/posts/' || post_id where kind = 'not_confirmed'"
)
_DOUBTS = text(
    "select split_part(subject, ':', 2), extract(epoch from at)::float from entry "
    "where event = 'delivery.not_confirmed'"
)


@dataclass(frozen=True)
class Hand:
    """A delivery that was being sent when something was killed."""

    delivery: str
    page: str
    step: str


@dataclass
class Kill:
    """One kill: who was hit, at which instant, and with what in hand."""

    victim: str
    at: float
    hands: list[Hand]
    writing: int


@dataclass
class Toll:
    """All kills of a run, as the proxies and the record tell them."""

    proxies: Mapping[str, Proxy]
    copies: Sequence[Copy]
    kills: list[Kill] = field(default_factory=list)
    #: How often somebody had nothing in hand, and so went on.
    spared: int = 0
    #: When the kills paused, so that everything could come to its verdict.
    pauses: list[float] = field(default_factory=list)

    def of_publisher(self, publisher: Process, *, port: int) -> Kill | None:
        """Stop a publisher at this instant: a kill to be, or None when it has nothing in hand."""
        publisher.suspend()
        at = time.time()
        ports = [c.laddr.port for c in publisher.net_connections("tcp") if c.raddr and c.raddr.port == port]
        return self._seen(PUBLISHER, at, who=f"%:{publisher.pid}:%", ports=ports)

    def of_database(self) -> Kill | None:
        """The same for the database, which is not stopped: the instant is a few milliseconds old when it dies."""
        return self._seen(DATABASE, time.time(), who="%", ports=())

    def _seen(self, victim: str, at: float, *, who: str, ports: Sequence[int]) -> Kill | None:
        with database.transaction() as s:
            held = s.execute(_HELD, {"who": who}).all()
            writing = s.scalar(_WRITING, {"ports": list(ports), "everybody": victim == DATABASE}) or 0
        keys = {str(copy.delivery): copy.key for copy in self.copies}
        hands = [Hand(id, page, self._step(page, keys[id], began=began, at=at)) for id, page, began in held]
        if not hands and not writing:
            self.spared += 1
            return None
        return Kill(victim, at, hands, writing)

    def _step(self, page: str, key: str, *, began: float, at: float) -> str:
        """How far this attempt had come at that instant, as the proxy before its page saw it."""
        heard, answered = self.proxies[page].heard.get(key, 0.0), self.proxies[page].answered.get(key, 0.0)
        if not began < heard <= at:
            return CLAIMED
        return ANSWERED if heard <= answered <= at else ON_ITS_WAY

    def slowest(self) -> float:
        """The longest time to a verdict, from the last restart before the kills paused, or the answer lost after it."""
        verdicts, begun = _instants(_VERDICTS), _instants(_DOUBTS)
        for kill in self.kills:
            for hand in kill.hands:
                begun.setdefault(hand.delivery, []).append(kill.at)
        took = [0.0]
        for id, instants in begun.items():
            for at in instants:
                since = max(at, next((pause for pause in self.pauses if pause > at), at))
                verdict = next((one for one in verdicts.get(id, ()) if one >= at), since)
                took.append(verdict - since)
        return max(took)


def _instants(query: TextClause) -> dict[str, list[float]]:
    found = defaultdict(list)
    with database.transaction() as s:
        for id, at in s.execute(query):
            found[id].append(at)
    return {id: sorted(times) for id, times in found.items()}


def table(toll: Toll, states: Mapping[object, str], shown: Counter[str]) -> str:
    """What a run found, for people."""
    victims = Counter(kill.victim for kill in toll.kills)
    hands = Counter((hand.page, hand.step) for kill in toll.kills for hand in kill.hands)
    twice = sum(shown[copy.text] > 1 for copy in toll.copies)
    lost = sum(states.get(copy.delivery, "sent") == "sent" and not shown[copy.text] for copy in toll.copies)
    lines = [
        f"kills: {len(toll.kills)} ({', '.join(f'{n} of {who}' for who, n in victims.items())}); "
        f"{toll.spared} times there was nothing in hand, and nobody was killed",
        f"kills within a transaction that writes: {sum(kill.writing > 0 for kill in toll.kills)}",
        f"{'in hand at a kill':<18}" + "".join(f"{step:>24}" for step in STEPS),
        *(f"  {page:<16}" + "".join(f"{hands[page, step]:>24}" for step in STEPS) for page in toll.proxies),
        f"posts: {len(toll.copies)}, {dict(Counter(states.values()))}; twice: {twice}; lost: {lost}",
        f"slowest verdict once the kills paused ({len(toll.pauses)} times): {toll.slowest():.1f} s",
    ]
    return "\n".join(lines)
