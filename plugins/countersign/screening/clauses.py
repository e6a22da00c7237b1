"""What holds the clauses that no rule of screening holds: a screen, a task, or nothing, because it is not ours."""

_COUNTS = {"S0": 40, "S1": 23, "S2": 20, "S3": 77, "S4": 12}
LAWS = 27


def all_clauses() -> list[str]:
    """Every clause id, in order: S0-1 to S4-12, then L1 to L27."""
    policies = [f"{source}-{number}" for source, count in _COUNTS.items() for number in range(1, count + 1)]
    return policies + [f"L{number}" for number in range(1, LAWS + 1)]


def _each(ids: str, held: str, test: str) -> dict[str, tuple[str, str]]:
    return dict.fromkeys(ids.split(), (held, test))


#: Clause -> what holds it outside the rulebook, and its test.
ELSEWHERE: dict[str, tuple[str, str]] = (
    _each("S0-2 S0-3 S0-29 S0-30 S3-35 S4-11 L17", "agency file: authorizations and pages", "tests/unit/agency")
    | _each(
        "S0-4 S0-22 S1-22 S2-9 S3-2 S3-38 S0-19 S0-36 S3-66 L19",
        "record and log, `archive_posts`",
        "tests/database/log",
    )
    | _each(
        "S0-8 S0-16 S1-11 S1-15 S1-16 S2-14 S2-17 S3-9 S3-16 S3-22", "categories and starters", "tests/unit/wording"
    )
    | _each("S0-9", "this page and `/rules`", "tests/unit/screening/test_rulebook.py")
    | _each("S0-12 S2-19 S3-11", "category `reply` with its chain", "tests/unit/agency")
    | _each(
        "S0-25 S3-4 S3-24 S3-25 S3-26 S3-27 S3-28 S3-29 S3-30 S3-31",
        "`insert_page_disclaimers`",
        "tests/database/test_lookout.py",
    )
    | _each("S0-39 S3-55", "the composer's preview of each page", "tests/web/staff")
    | _each("S1-10", "category `city_statement`, stage `city_pio`", "tests/unit/screening/test_stages.py")
    | _each("S1-17 S3-17 S3-19", "urgent categories with short chains", "tests/database/test_road.py")
    | _each(
        "S3-15", "urgent categories, and the all-clear asked by `meet_deadlines`", "tests/database/test_afterwards.py"
    )
    | _each(
        "S3-18 S2-11",
        "facts taken back, `recheck_facts`, and the last look before the first byte",
        "tests/unit/screening/test_still_true.py, tests/database/test_afterwards.py",
    )
    | _each("L2", "removal signed with the post, `remove_due`; exceptions signed", "tests/database/test_afterwards.py")
    | _each("L15", "the 45-day clock, `ask_all_clear`", "tests/database/test_afterwards.py")
    | _each("S1-4 S3-3 S4-3", "one adapter a platform", "tests/platforms")
    | _each(
        "S2-1 S2-4 S3-36 S3-75 S3-74",
        "agency file, and packs with dates of review",
        "tests/unit/screening/test_rulebook.py",
    )
    | _each("S3-34 S1-8", "chains of sign-off; never the author", "tests/unit/test_approvals.py")
    | _each(
        "S3-20 S3-57",
        "corrections through the original's chain, signed removals with tombstones; nothing is deleted from the record",
        "tests/database/test_afterwards.py, tests/web/public/test_public_removed.py",
    )
    | _each("S3-42 S3-43 S3-44", "`check_jurisdiction`", "tests/unit/screening/test_place.py")
    | _each("S3-10 S3-14 L13", "disclaimers, put in by themselves", "tests/unit/wording")
    | _each("S2-12", "only registered pages can be targets", "tests/unit/screening/test_form.py")
)

_TEXT = "training and policy text, not software"
_LIFE = "personal speech of employees is never watched"
_INVESTIGATION = "no tool of investigation"
_LATER = "not built yet: "
_WHY: dict[str, str] = {
    _TEXT: "S0-1 S0-5 S0-18 S0-23 S0-28 S0-34 S0-35 S0-38 S0-40 S1-1 S1-2 S1-7 S1-18 "
    "S1-20 S1-21 S1-23 S1-9 S2-2 S2-3 S2-10 S2-13 S2-20 "
    "S3-1 S3-6 S3-7 S3-13 S3-21 S3-23 S3-48 S3-60 S3-71 S3-72 S3-76 S4-1 S4-2 S4-5",
    _LIFE: "S0-31 S0-32 S0-33 S1-6 S3-58 S3-59 S3-61 S3-62 S3-63 S3-73",
    _INVESTIGATION: "S0-20 S1-14 S3-8 S3-45 S3-53",
    _LATER + "comments are captured and moderated in a later step": "S0-10 S0-24 S3-41",
    _LATER + "training and device registers": "S2-16 S3-46 S3-54 S4-12",
    _LATER + "dashboards and reports": "S2-15 S3-70",
    "the source's own text is not shipped": "S3-77",
    "a set of goals and audiences is the agency's own matter": "S3-5",
}
NOT_OURS: dict[str, str] = {clause: why for why, clauses in _WHY.items() for clause in clauses.split()}
