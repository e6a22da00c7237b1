"""The smallest agency file that is complete, and ways to spoil it."""

from datetime import UTC, datetime

import pytest

from countersign import agency
from countersign.agency import Policy
from countersign.errors import AgencyFileInvalid

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

SMALL = """\
agency:
  id: smallpd
  name: Small Police Department
  short_name: SPD
  city: Smallville
  state: CA
  timezone: America/Los_Angeles
  url: https://small.example.gov
  non_emergency: (555) 010-0100
  contact_email: info@small.example.gov
  address: 1 Main Street
roles:
  - {id: chief, name: Chief, top: true}
  - {id: writer, name: Writer}
  - {id: commander, name: Commander}
people:
  - {id: ann, name: Ann, title: Writer, email: ann@small.example.gov, roles: [writer]}
  - {id: bob, name: Bob, title: Commander, email: bob@small.example.gov, roles: [commander]}
  - {id: cat, name: Cat, title: Commander, email: cat@small.example.gov, roles: [commander]}
  - {id: dan, name: Dan, title: Chief, email: dan@small.example.gov, roles: [chief]}
  - {id: eve, name: Eve, title: Chief, email: eve@small.example.gov, roles: [chief]}
pages:
  - {id: news, platform: newsroom, name: News, owner: ann}
authorizations:
  - {act: write, role: writer, granted_by: dan}
  - {act: sign, role: commander, granted_by: dan}
  - {act: sign, role: chief, granted_by: bob}
categories:
  - id: notice
    name: Notice
    not_after: 1 d
    chain:
      - {name: first, watch: true, within: 1 h, escalate_to: [commander]}
      - {name: second, roles: [chief], within: 2 h}
page_items_chain:
  - {name: chief, roles: [chief], within: 1 d}
watch: {roles: [commander], fallback: [bob]}
disclaimers:
  - {id: emergency, template: emergency, categories: [notice]}
area:
  type: Polygon
  coordinates: [[[-121.6, 36.8], [-121.5, 36.8], [-121.5, 36.9], [-121.6, 36.9], [-121.6, 36.8]]]
"""


def read(text: str = SMALL) -> Policy:
    """The policy of a text, at a fixed instant."""
    return agency.parse(text, now=NOW)


def line_of(text: str, part: str) -> int:
    """The line on which a part of a text begins."""
    return text[: text.index(part)].count("\n") + 1


def faults(old: str, new: str) -> list[tuple[int, str]]:
    """What is wrong after one part of the small file was replaced."""
    assert old in SMALL
    with pytest.raises(AgencyFileInvalid) as caught:
        read(SMALL.replace(old, new, 1))
    return caught.value.errors
