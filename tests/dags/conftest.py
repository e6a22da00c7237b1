"""An Airflow of the tests' own: a folder that is thrown away, with a small database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.installation import quick_folder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def airflow_home() -> Iterator[Path]:
    """The folder; Airflow reads its settings when it is first imported, so they are set here, before that."""
    with quick_folder("airflow") as home, _told(home):
        yield home


@contextmanager
def _told(home: Path) -> Iterator[None]:
    told = {
        "AIRFLOW_HOME": home,
        "AIRFLOW__CORE__UNIT_TEST_MODE": "True",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": ROOT / "dags",
        "AIRFLOW__CORE__PLUGINS_FOLDER": ROOT / "plugins",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": home / "logs",
        "COUNTERSIGN_HOME": home / "countersign",
    }
    before = {name: os.environ.get(name) for name in told}
    os.environ.update({name: str(value) for name, value in told.items()})
    yield
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture(scope="session")
def bag(airflow_home: Path) -> Any:
    """The DAGs as Airflow reads them from dags/."""
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(dag_folder=str(ROOT / "dags"))


@pytest.fixture(scope="session")
def runnable(bag: Any) -> Any:
    """The same DAGs, with a database in which runs of them can be written down."""
    from airflow.utils.db import initdb

    initdb()
    return bag
