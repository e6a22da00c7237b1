"""Which programs `countersign up` runs beside each other, and how each one is started."""

import sys
from collections.abc import Sequence

from countersign.settings import Settings
from countersign.up.processes import Program

STANDBY = "standby"
#: Tasks are forked from the scheduler's children: what it has imported, none of them needs to import again.
_SCHEDULER = (
    "import airflow.sdk.execution_time.task_runner, countersign.delivery, countersign.lookout; "
    "from airflow.__main__ import main; main()"
)
#: It makes some hundred thousand objects that stay; looking through them for garbage meanwhile is a fifth of its start.
_API_SERVER = "import gc; gc.set_threshold(50_000, 20, 20); from airflow.__main__ import main; main()"


def airflow_api_server() -> Program:
    """Airflow's pages and API; every other component of it, and every task, talks to this one."""
    return Program("airflow api-server", [sys.executable, "-P", "-c", _API_SERVER, "api-server"])


def airflow() -> list[Program]:
    """The others: the scheduler, whose tasks publish, goes first; none of them serves logs over the network."""
    scheduler = [sys.executable, "-P", "-c", _SCHEDULER, "scheduler", "--skip-serve-logs"]
    return [
        Program("airflow scheduler", scheduler, hosts_publishers=True),
        Program("airflow triggerer", _airflow("triggerer", "--skip-serve-logs"), gives_way=True),
        Program("airflow dag-processor", _airflow("dag-processor"), gives_way=True),
    ]


def airflow_migration() -> Program:
    """Airflow's own command that brings its database to its version."""
    return Program("airflow migrate", _airflow("db", "migrate"))


def standby() -> Program:
    """The publisher beside Airflow, which also seals the log."""
    start = "from countersign.cli import app; app(prog_name='countersign')"
    return Program(STANDBY, [sys.executable, "-P", "-c", start, "serve", "--standby"], publishes=True)


def web(settings: Settings) -> list[Program]:
    """The two web applications."""
    return [
        Program("staff pages", _uvicorn("approval_ui.staff:app", settings, port=settings.port)),
        Program("public pages", _uvicorn("approval_ui.public:app", settings, port=settings.public_port)),
    ]


def _airflow(*words: str) -> Sequence[str]:
    return [sys.executable, "-m", "airflow", *words]


def _uvicorn(app: str, settings: Settings, *, port: int) -> Sequence[str]:
    believed = [] if settings.sample else [p.strip() for p in settings.trusted_proxies.split(",") if p.strip()]
    proxies = ["--proxy-headers", f"--forwarded-allow-ips={','.join(believed)}"] if believed else ["--no-proxy-headers"]
    return [
        *(sys.executable, "-m", "uvicorn", app, "--factory", "--host", settings.host, "--port", str(port)),
        *("--no-server-header", "--no-access-log", "--timeout-graceful-shutdown", "2"),
        *proxies,
    ]
