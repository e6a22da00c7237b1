"""docker-compose.yml: complete, and without a secret that works by default."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
SERVICES: dict[str, Any] = yaml.safe_load(TEXT)["services"]


def test_every_part_is_there() -> None:
    """The database, the queue, Airflow's components, the standby and both web applications."""
    airflow = {f"airflow-{name}" for name in ("api-server", "scheduler", "dag-processor", "triggerer", "worker")}
    assert set(SERVICES) == {"postgres", "redis", "setup", "standby", "staff", "public", *airflow}


def test_no_secret_has_a_default() -> None:
    """Whoever starts it gives each secret; an omitted one is named with what it is."""
    secrets = re.findall(r"\$\{([A-Z_]*(?:PASSWORD|KEY|SECRET)[A-Z_]*)(.*?)\}", TEXT)
    assert len(secrets) > 10
    assert [name for name, rest in secrets if not rest.startswith(":?") or len(rest) < 10] == []


def test_every_published_port_is_on_this_machine() -> None:
    """A proxy with TLS stands before it; nothing is open to the world by accident."""
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert len(ports) == 3
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_compose_itself_finds_nothing_wrong() -> None:
    """`docker compose config` is clean once the variables are given."""
    command = next((c for c in (["docker", "compose"], ["docker-compose"]) if _is_there(c)), None)
    if command is None:
        pytest.skip("no Docker Compose on this machine")
    given = dict.fromkeys(re.findall(r"\$\{([A-Z_]+):\?", TEXT), "x")
    options = {"cwd": ROOT, "capture_output": True, "text": True, "timeout": 60}
    path = {"PATH": "/usr/bin:/bin:/usr/local/bin"}
    done = subprocess.run([*command, "config", "--quiet"], env=path | given, **options)
    assert (done.returncode, done.stderr) == (0, "")
    without = subprocess.run([*command, "config", "--quiet"], env=path, **options)
    assert without.returncode != 0


def _is_there(command: list[str]) -> bool:
    if not shutil.which(command[0]):
        return False
    return subprocess.run([*command, "version"], capture_output=True, timeout=30).returncode == 0
