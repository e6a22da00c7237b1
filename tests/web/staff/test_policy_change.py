"""A change of the agency's rules: proposed on the command line, put in force by a second person in the page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from countersign import database, policies
from countersign.cli import app as command_line
from countersign.settings import Settings
from tests.conftest import SAMPLE
from tests.web.staff.conftest import SignIn, hidden, visible

APPLY = ["agency", "apply"]


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The sample's file with the bridge's border at 200 metres."""
    file = tmp_path / "agency.yaml"
    file.write_text(SAMPLE.read_text().replace("border_tolerance_m: 150", "border_tolerance_m: 200"))
    return file


def _apply(file: Path, who: str = "alex.moreno") -> Result:
    return CliRunner().invoke(command_line, [*APPLY, str(file), "--as", who, "--reason", "New border agreement"])


def _number(engine: Engine) -> tuple[int, float]:
    with database.transaction(engine) as s:
        return policies.current_number(s), policies.current(s).border_tolerance_m


def _address(done: Result) -> str:
    return "/agency/changes/" + done.output.strip().rsplit("/agency/changes/", 1)[1]


def test_a_change_is_in_force_only_with_a_second_name(
    told: Settings, engine: Engine, changed: Path, as_: SignIn, with_password: Callable[[str], str]
) -> None:
    """The command shows what changes and waits; the chief's signature puts it in force."""
    done = _apply(changed)
    assert done.exit_code == 0 and "200" in done.output
    assert _number(engine) == (1, 150)

    password, chief = with_password("ruth.calloway"), as_("ruth.calloway")
    page = chief.get(_address(done)).text
    assert "New border agreement" in visible(page)
    signed = chief.post(_address(done) + "/sign", data={"digest": hidden(page, "digest"), "password": password})
    assert signed.status_code == 303
    assert _number(engine) == (2, 200)


def test_whoever_proposed_it_cannot_put_it_in_force(
    told: Settings, engine: Engine, changed: Path, as_: SignIn, with_password: Callable[[str], str]
) -> None:
    """The chief's own proposal needs another name than the chief's."""
    done = _apply(changed, "ruth.calloway")
    password, chief = with_password("ruth.calloway"), as_("ruth.calloway")
    page = chief.get(_address(done)).text
    assert 'name="digest"' not in page
    refused = chief.post(_address(done) + "/sign", data={"digest": "0" * 64, "password": password})
    assert refused.status_code in {403, 409}
    assert _number(engine) == (1, 150)


def test_the_same_file_again_changes_nothing(told: Settings, engine: Engine) -> None:
    """Applying what is in force says so and proposes nothing."""
    done = _apply(SAMPLE)
    assert done.exit_code == 1
    assert "in force already" in done.output


def test_a_wrong_file_names_its_lines_and_changes_nothing(told: Settings, engine: Engine, changed: Path) -> None:
    """Every error comes with its line, and nothing is proposed."""
    changed.write_text(
        changed.read_text().replace("America/Los_Angeles", "America/Nowhere").replace("[legal]", "[lawyer]")
    )
    done = _apply(changed)
    assert done.exit_code == 1
    assert done.output.count("line ") >= 2
    assert _number(engine) == (1, 150)
