"""Accounts, terms and rules are there for everybody, and true."""

import re

import psycopg
from sqlalchemy import Engine
from starlette.testclient import TestClient

from countersign import database, words
from countersign.embedded import Server
from countersign.pages import Page
from countersign.settings import Settings
from tests.web.public.conftest import Publish


def test_current_and_former_accounts_are_told_apart(client: TestClient, engine: Engine) -> None:
    """Every live account is listed, a closed one as former; accounts for drills are not."""
    with database.transaction(engine) as s:
        s.get_one(Page, "nextdoor").closed = database.clock(s)
    page = client.get("/accounts").text
    current, former = page.split("Former accounts")
    assert "@harborglenpd@social.example.org" in current
    assert "Nextdoor" in former
    assert "Nextdoor" not in current
    assert "drills" not in page


def test_the_terms_are_whole_in_both_languages(client: TestClient, publish: Publish) -> None:
    """All eight items stand in full in English and in Spanish."""
    page = client.get("/terms").text
    english, spanish = page.split('id="es"')
    assert english.count("<h3>") == spanish.count("<h3>") == len(words.PAGE_ITEMS)
    assert "subject to public disclosure under the California Public Records Act" in english
    assert "no se atiende en todo momento" in spanish
    assert "interpreters answer in many languages" in english
    assert "counsel has not reviewed these terms yet" in page
    assert "counsel has not reviewed them yet" in client.get("/rules").text


def test_the_rules_of_the_state_are_listed(client: TestClient) -> None:
    """The rules in force in the agency's state are shown with their source."""
    page = client.get("/rules").text
    assert "Cal. Penal Code 13665" in page
    assert "Stops the post" in page
    assert not re.search(r">\s*[LS]\d", page), "numbers of a list that the public does not have"


def test_the_database_gone_is_said_in_words(client: TestClient, told: Settings, server: Server) -> None:
    """While the database cannot be reached every page says so as a 503, and comes back by itself."""
    name = told.public_database_url.rpartition("/")[2]
    with psycopg.connect(server.superuser_dsn, autocommit=True) as admin:
        admin.execute(f'alter database "{name}" allow_connections false')
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])
        gone = client.get("/newsroom")
        admin.execute(f'alter database "{name}" allow_connections true')
    assert (gone.status_code, "cannot be reached" in gone.text) == (503, True)
    assert client.get("/newsroom").status_code == 200
