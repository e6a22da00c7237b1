"""`countersign up` on the command line."""

from pathlib import Path
from typing import Annotated

import typer

from countersign.up.run import Options, run


def up(
    *,
    home: Annotated[Path, typer.Option(help="Folder of everything this installation keeps.")] = Path("var"),
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port of the staff's pages.")] = 8000,
    public_port: Annotated[int, typer.Option(help="Port of the public pages.")] = 8001,
    airflow_port: Annotated[int, typer.Option(help="Port of Airflow's pages.")] = 8080,
    sample: Annotated[bool, typer.Option("--sample", help="With the sample agency, on this machine only.")] = False,
) -> None:
    """Run all of it on this machine until Ctrl-C: database, Airflow, standby and the two web applications."""
    options = Options(home, host, port, public_port=public_port, airflow_port=airflow_port, sample=sample)
    raise typer.Exit(run(options))
