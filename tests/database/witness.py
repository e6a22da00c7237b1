"""A witness in the database: triggers that note every change of state, and the invariants read from the tables alone.

Nothing here asks the library what holds: it looks at rows, and works the rules out a second time.
"""

import hashlib
import json
from typing import Any

import psycopg
from psycopg.rows import dict_row

#: What is watched: the table, its column of state, and the subject under which its entries stand.
WATCHED = {"post": "status", "proposal": "state", "delivery": "state"}

NOTE = """
create table witness (tx bigint not null, kind text not null, id uuid not null, post text, before text, after text);
create function note_change() returns trigger language plpgsql security definer as $$
declare now jsonb := to_jsonb(new); was jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end;
begin
    insert into witness values (pg_current_xact_id()::text::bigint, tg_table_name, new.id,
        coalesce(now ->> 'post_id', now ->> 'subject', new.id::text), was ->> tg_argv[0], now ->> tg_argv[0]);
    return null;
end $$;
create table paused_attempt (attempt uuid, pause uuid);
create function note_attempt() returns trigger language plpgsql security definer as $$
begin
    insert into paused_attempt
    select new.id, pause.id from pause join delivery on delivery.id = new.delivery_id
     where lifted is null and (until is null or until > clock_timestamp() or review)
       and scope in ('agency', 'page:' || page_id, 'category:' || category, 'unit:' || unit, 'incident:' || incident)
       and (stops_urgent or lane <> 'urgent') and spares is distinct from 'incident:' || incident;
    return null;
end $$;
create trigger note_attempt after insert on attempt for each row execute function note_attempt();
"""


def install(connection: psycopg.Connection) -> None:
    """Let the database note every change of state from here on."""
    connection.execute(NOTE)
    for table, column in WATCHED.items():
        connection.execute(
            f"create trigger note_new after insert on {table} for each row execute function note_change('{column}');"
            f"create trigger note_change after update on {table} for each row "
            f"when (old.{column} is distinct from new.{column}) execute function note_change('{column}')"
        )


def broken(connection: psycopg.Connection) -> list[str]:
    """Every invariant that does not hold now, as sentences; empty when all is well."""
    return [*_counted_in(connection), *_unsigned(connection), *_false_names(connection)]


def _counted_in(connection: psycopg.Connection) -> list[str]:
    """The invariants that are one query each: it finds what must not be there."""
    return [f"{words}: {rows}" for words, query in FORBIDDEN.items() if (rows := connection.execute(query).fetchall())]


FORBIDDEN = {
    "3: a state changed without an entry in the same transaction": """
        select kind, before, after from witness where not exists (
            select 1 from entry where entry.xmin::text::bigint = witness.tx and (
                entry.subject in (witness.kind || ':' || witness.id, 'post:' || witness.post, 'page:' || witness.post)
                or entry.subject in (select 'delivery:' || id from delivery where post_id::text = witness.post)))""",
    "3: an entry has no values, or is neither waiting for its place nor placed": """
        select id from entry where not exists (select 1 from entry_value where entry_id = entry.id)
            or (select count(*) from pending where entry_id = entry.id)
             + (select count(*) from position where entry_id = entry.id) <> 1""",
    "5: an entry does not continue the one before it about the same subject": """
        select id from (select id, prev, lag(leaf_hash) over (partition by subject order by written) as expected
                          from entry) as chained where prev is distinct from expected""",
    "6: an attempt was written under a pause": "select * from paused_attempt",
    "7: an attempt began before its time or after its end": """
        select attempt.id from attempt join delivery on delivery.id = delivery_id
         where started < not_before or started > not_after""",
    "7: something came out on our own pages before its time or after its end": """
        select delivery.id from delivery join page on page.id = page_id
         where state = 'sent' and platform = 'newsroom' and sent not between not_before and not_after""",
    "4: something is being sent and nobody holds it, or is held and not being sent": """
        select id, state from delivery
         where (state = 'sending') <> (publisher is not null and lease_until is not null)""",
    "4: what is not confirmed is neither going to be looked at nor asked about": """
        select id from delivery where state = 'unknown' and look_at is null""",
    "something is out and has no record of it": """
        select id from delivery where state = 'sent' and (record_id is null or sent is null or remote_url is null
            or not exists (select 1 from entry where entry.id = record_id and event = 'delivery.sent'))""",
    "a post and its deliveries do not agree": """
        select post.number, status, array_agg(state) from post join delivery
            on delivery.post_id = post.id and delivery.version_id = post.version_id
         group by post.id having
            (status = 'published' and not bool_or(state = 'sent'))
            or (status in ('published', 'closed') and bool_or(state in
                ('scheduled', 'held', 'sending', 'deferred', 'waiting', 'unknown')))
            or (status = 'closed' and bool_or(state = 'sent'))
            or (status in ('draft', 'submitted', 'sign_off', 'withdrawn', 'returned', 'rejected', 'expired')
                and bool_or(state not in ('withdrawn', 'missed')))""",
    "two sign-offs of one version are in force": """
        select subject from proposal where kind = 'post' and state in ('open', 'approved')
         group by subject having count(*) > 1""",
}

TRIED = """
    select delivery.id, delivery.digest, delivery.page_id, proposal.canonical, proposal.digest as proposed,
           proposal.chain, version.author, version.editors, version.submitted_by, proposal.id as proposal,
           final_text.body as words
      from delivery join proposal on proposal.id = proposal_id join version on version.id = version_id
      join final_text on final_text.version_id = version.id and final_text.page_id = delivery.page_id
                     and final_text.policy = proposal.policy
     where attempts > 0 or delivery.state in ('sending', 'sent', 'waiting', 'unknown', 'refused', 'left')
"""


def _unsigned(connection: psycopg.Connection) -> list[str]:
    """Invariants 1 and 2: whatever was tried has every name, for exactly the stored bytes."""
    wrong = []
    for row in connection.cursor(row_factory=dict_row).execute(TRIED).fetchall():
        signed = connection.execute(
            "select stage, person_id, for_person from decision where proposal_id = %s and digest = %s "
            "and verdict = 'sign'",
            [row["proposal"], row["digest"]],
        ).fetchall()
        if why := _lacking(row, signed):
            wrong.append(f"1: delivery {row['id']} was tried, and {why}")
    return wrong


def _lacking(row: dict[str, Any], signed: list[tuple[Any, ...]]) -> str | None:
    wrote = {row["author"], row["submitted_by"], *row["editors"]}
    names = [name for _, *both in signed for name in both if name]
    if hashlib.sha256(row["canonical"]).hexdigest() != row["digest"] or row["digest"] != row["proposed"]:
        return "its bytes have another digest"
    body = next(page for page in json.loads(row["canonical"])["pages"] if page["page"] == row["page_id"])
    if any(row["words"][name] != value for name, value in body.items()):
        return "its words are not those that were signed"
    if wrote & set(names) or len(names) != len(set(names)):
        return f"the names {names} do not all count, written by {wrote}"
    short = [s["name"] for s in row["chain"] if sum(stage == s["name"] for stage, *_ in signed) < s["need"]]
    return f"names are lacking at {short}" if short else None


def _false_names(connection: psycopg.Connection) -> list[str]:
    """Invariant 2 for every decision there is, counted or not."""
    rows = connection.execute(
        "select decision.id from decision join proposal on proposal.id = proposal_id "
        "where person_id = any(authors) or for_person = any(authors) or decision.digest <> proposal.digest "
        "or exists (select 1 from decision as other where other.proposal_id = proposal.id and other.id <> decision.id "
        "and decision.person_id in (other.person_id, other.for_person))"
    ).fetchall()
    return [f"2: a decision by an author, for other words, or by a name used already: {rows}"] if rows else []


def snapshot(connection: psycopg.Connection) -> dict[str, str]:
    """A fingerprint of the rows of every table."""
    tables = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
    ).fetchall()
    return {
        name: connection.execute(
            f"select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {name} as t"
        ).fetchone()[0]  # type: ignore[index]
        for (name,) in tables
    }
