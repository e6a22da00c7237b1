"""Airflow's configuration, its sign-in and its health; the programs are Airflow's own, started as they are.

Its tables are never touched: what must be set up there is asked of its HTTP API.
"""

import contextlib
import json
import os
from collections.abc import Mapping
from configparser import RawConfigParser
from importlib.metadata import version
from pathlib import Path
from typing import Any

import requests

from countersign.errors import Misconfigured
from countersign.up import home as house

#: The repository: this file is plugins/countersign/up/airflow.py in it.
ROOT = Path(__file__).resolve().parents[3]
USER = "admin"
#: Publishers overlap: at most three runs of two kinds, and the ordinary tasks need room beside them.
POOL = {
    "name": "publishers",
    "slots": 6,
    "description": "Publishers on duty; see publish_posts.",
    "include_deferred": False,
}
PARALLELISM = 10
_SECONDS = (3.05, 10)


def configure(home: Path, *, database: str, database_async: str, address: str, host: str, port: int) -> None:
    """Write airflow.cfg (mode 600: it has passwords in it), tuned for one small machine."""
    folder = home / "airflow"
    folder.mkdir(exist_ok=True)
    sections: dict[str, Mapping[str, object]] = {
        "core": _core(folder, port),
        "database": {"sql_alchemy_conn": database, "sql_alchemy_conn_async": database_async},
        "api": {
            "host": host,
            "port": port,
            "base_url": address,
            "workers": 1,
            "instance_name": "Countersign",
            "secret_key": house.secret(home, "airflow-session.key", length=64),
            "expose_config": False,
        },
        "api_auth": {"jwt_secret": house.secret(home, "airflow-jwt.key", length=64)},
        "logging": {"base_log_folder": folder / "logs", "colored_console_log": False},
        "scheduler": {
            "task_instance_heartbeat_timeout": 30,
            "task_instance_heartbeat_timeout_detection_interval": 5,
            "scheduler_idle_sleep_time": 0.5,
            "enable_health_check": False,
        },
        # A task's place is free only one heartbeat after the task has ended, by default 5 s.
        "workers": {"max_failed_heartbeats": 100, "min_heartbeat_interval": 2},
        "dag_processor": {
            "parsing_processes": 1,
            "min_file_process_interval": 60,
            "refresh_interval": 60,
            "print_stats_interval": 600,
        },
        "triggerer": {"capacity": 50},
    }
    _write(folder / "airflow.cfg", sections)
    _write_password(home)


def _core(folder: Path, port: int) -> dict[str, object]:
    return {
        "dags_folder": ROOT / "dags",
        "plugins_folder": ROOT / "plugins",
        "executor": "LocalExecutor",
        "parallelism": PARALLELISM,
        "max_active_tasks_per_dag": PARALLELISM,
        "load_examples": False,
        "dags_are_paused_at_creation": False,
        "fernet_key": house.fernet_key(folder.parent / "keys" / "airflow-fernet.key"),
        "simple_auth_manager_users": f"{USER}:admin",
        "simple_auth_manager_all_admins": False,
        "simple_auth_manager_passwords_file": folder / "passwords.json",
        "execution_api_server_url": f"http://127.0.0.1:{port}/execution/",
        "hostname_callable": "socket.gethostname",
        "mp_start_method": "fork",
        "test_connection": "Disabled",
    }


def _write(path: Path, sections: Mapping[str, Mapping[str, object]]) -> None:
    lines = ["# Written at each start of `countersign up`."]
    for name, options in sections.items():
        told = ((option, str(value).replace("%", "%%")) for option, value in options.items())
        lines += ["", f"[{name}]", *(f"{option} = {value}" for option, value in told)]
    text = "\n".join([*lines, ""])
    RawConfigParser().read_string(text)
    house.write_private(path, text)


def _write_password(home: Path) -> None:
    house.write_private(
        home / "airflow" / "passwords.json", json.dumps({USER: house.secret(home, "airflow-admin.key")})
    )


def environment(home: Path) -> dict[str, str]:
    """What Airflow reads from the environment; variables of another Airflow on this machine are kept out."""
    return {
        "AIRFLOW_HOME": str(home / "airflow"),
        "AIRFLOW_CONFIG": str(home / "airflow" / "airflow.cfg"),
        "_AIRFLOW__STARTUP_DAG_REPARSE": "False",
        "OPENBLAS_NUM_THREADS": "1",
        "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
    }


def is_migrated(home: Path) -> bool:
    """Whether Airflow's database was brought to this version of Airflow by an earlier start."""
    stamp = home / "airflow" / "migrated"
    return stamp.exists() and stamp.read_text() == version("apache-airflow")


def remember_migrated(home: Path) -> None:
    """Note that the database is at this version, so that later starts need not ask."""
    (home / "airflow" / "migrated").write_text(version("apache-airflow"))


def login(home: Path) -> dict[str, str]:
    """Who may sign in to Airflow's pages, and with what password."""
    return {"username": USER, "password": house.secret(home, "airflow-admin.key")}


class Pages:
    """Airflow's HTTP API, as the one who starts it uses it."""

    def __init__(self, address: str, credentials: Mapping[str, str]) -> None:
        self.address, self.credentials = address, dict(credentials)
        self.session = requests.Session()
        self.session.trust_env = False

    def health(self) -> dict[str, str]:
        """The state of each component by its name; empty while the API server does not answer."""
        try:
            answer = self.session.get(f"{self.address}/api/v2/monitor/health", timeout=_SECONDS)
            found: dict[str, Any] = answer.json() if answer.ok else {}
        except (requests.RequestException, ValueError):
            return {}
        return {name: str((state or {}).get("status")) for name, state in found.items()}

    def warm_up(self) -> None:
        """Let the API server build what its tasks will ask, seconds long, before the first of them waits for it."""
        with contextlib.suppress(requests.RequestException):
            self.session.get(f"{self.address}/execution/health", timeout=(3.05, 60))

    def make_pool(self) -> None:
        """The publishers' own pool: without it Airflow would leave them waiting."""
        made = self._post("/api/v2/pools", POOL)
        if made not in (200, 201, 409):
            raise Misconfigured(f"Airflow refused the publishers' pool ({made}). The standby publishes.")

    def put_publishers_on_duty(self) -> bool:
        """Start a run of publish_posts now, since its clock only comes round every four minutes; False: not yet."""
        try:
            return self._post("/api/v2/dags/publish_posts/dagRuns", {"logical_date": None}) in (200, 201)
        except requests.RequestException:
            return False

    def _post(self, path: str, body: object) -> int:
        """Send something as whoever starts Airflow; the status of the answer."""
        signed_in = self.session.post(f"{self.address}/auth/token", json=self.credentials, timeout=_SECONDS)
        if not signed_in.ok:
            raise Misconfigured(
                "Airflow did not take its own sign-in. Nothing was published; remove airflow/passwords.json "
                "in the home folder and start again."
            )
        headers = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
        return self.session.post(self.address + path, json=body, headers=headers, timeout=_SECONDS).status_code


def foreign(name: str) -> bool:
    """Whether a variable of the caller's environment belongs to some other Airflow or PostgreSQL."""
    return name.startswith(("AIRFLOW_", "_AIRFLOW", "PG"))


def own_environment(home: Path, **more: str) -> dict[str, str]:
    """The caller's environment without what is foreign, and with what every program of ours needs."""
    kept = {name: value for name, value in os.environ.items() if not foreign(name)}
    loopback = "127.0.0.1,localhost,::1"
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "plugins"), str(ROOT)]),
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": ",".join(filter(None, [kept.get("NO_PROXY"), loopback])),
        "no_proxy": ",".join(filter(None, [kept.get("no_proxy"), loopback])),
        "COUNTERSIGN_HOME": str(home),
        **environment(home),
        **more,
    }
