"""The ledger's database: SQLite below the data folder, or an office's PostgreSQL, always at the newest revision."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError

from loaders.errors import UserError

MIGRATIONS = Path(__file__).parent / "migrations"
FOLDER = "ledger"
WRITING = "writing"
BUSY_SECONDS = 60
"""How long a writer waits for the others before it gives up."""
_MIGRATING = 7_204_311
"""The number of the advisory lock under which PostgreSQL is brought to the newest revision."""

_JOINED: ContextVar[Connection | None] = ContextVar("joined", default=None)
"""The connection of the `together` that this thread is in."""


def database_url(folder: Path) -> str:
    """`LEDGER_URL`, else the SQLite file below the data folder."""
    return os.environ.get("LEDGER_URL") or f"sqlite:///{folder / FOLDER / 'ledger.db'}"


def open_engine(folder: Path) -> Engine:
    """The engine of this data folder's ledger, brought to the newest revision when it is first opened by the process.

    Raises UserError when `LEDGER_URL` is none, or the database does not answer.
    """
    return _engine(database_url(folder), os.getpid())


@lru_cache(maxsize=8)
def _engine(url: str, _process: int) -> Engine:
    engine = make_engine(url)
    try:
        upgrade(engine)
    except OperationalError as error:
        raise UserError(
            "台账数据库连不上", field="LEDGER_URL", todo="请检查数据库是否已启动、地址和口令是否正确"
        ) from error
    return engine


def make_engine(url: str) -> Engine:
    """An engine for SQLite (WAL, one writer at a time, each commit on disk) or PostgreSQL. Nothing is migrated."""
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError as error:
        raise UserError(
            "台账数据库地址写法不对", field="LEDGER_URL", todo="例如 postgresql+psycopg://用户@主机/库名"
        ) from error
    if backend == "postgresql":
        return create_engine(make_url(url).set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=16)
    database = make_url(url).database
    if database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its turn at once; else two readers that both want to write would refuse each other."""
    writes = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the ledger."""
    joined = _JOINED.get()
    if joined is not None and joined.engine.url == engine.url:
        yield joined
        return
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection whose work is committed as a whole at the end, or not at all."""
    joined = _JOINED.get()
    if joined is not None and joined.engine.url == engine.url:
        with joined.begin_nested():
            yield joined
        return
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        yield connection


@contextmanager
def together(engine: Engine) -> Iterator[Connection]:
    """All that this thread writes and reads inside is one transaction: kept as a whole at the end, or not at all."""
    with writing(engine) as connection:
        mark = _JOINED.set(connection)
        try:
            yield connection
        finally:
            _JOINED.reset(mark)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to a revision; several processes may start at once."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
