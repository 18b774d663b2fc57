"""The database of the office: SQLite below the data folder, or a PostgreSQL.

The ledger and `access` (accounts, the record of acts) keep their tables in it, each with its own line of migrations.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from core.errors import UserError
from core.settings import ledger_url

FOLDER = "ledger"
WRITING = "writing"
VERSION_TABLE = "alembic_version"
"""Where Alembic keeps the revision of a line of migrations that has no table of its own for it."""
CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Of constraints, so that migrations can find them on every database."""
POOL_SIZE = 16
BUSY_SECONDS = 60
"""How long a writer waits for the others before it gives up."""
_MIGRATING = 7_204_311
"""The number of the advisory lock under which PostgreSQL is brought to the newest revision."""

_SAID = (
    ("deadlock", "与别人同时改同几个问题，没有写入", "请再试一次"),
    ("locked", "台账正忙，没有写入", "请稍后再试"),
    ("readonly", "数据目录不能写入", "请检查数据目录的权限"),
    ("unable to open", "台账文件打不开", "请检查数据目录的权限"),
    ("full", "磁盘已满，没有写入", "请清理磁盘后再试"),
)
"""Words of the database's own message → what is said of it, and what to do."""
DAMAGED = ("malformed", "not a database", "database corruption")
"""Words of SQLite's messages of a file that is not whole."""
_NO_ANSWER = ("台账数据库没有应答", "请检查数据库是否已启动、LEDGER_URL 是否正确；恢复后请核对刚才的内容是否已写入")
_AFTER = "after_commit"
"""What a connection of `writing` keeps to be called."""
_JOINED: ContextVar[Connection | None] = ContextVar("joined", default=None)
"""The connection of the `together` that this thread is in."""


def database_url(folder: Path) -> str:
    """`LEDGER_URL`, else the SQLite file below the data folder."""
    return ledger_url() or f"sqlite:///{folder / FOLDER / 'ledger.db'}"


def open_engine(folder: Path) -> Engine:
    """The engine of this data folder, one a process: a forked one must not use its parent's connections. Nothing is migrated.

    Raises UserError when `LEDGER_URL` is none.
    """
    return _engine(database_url(folder), os.getpid())


@lru_cache(maxsize=8)
def _engine(url: str, _process: int) -> Engine:
    return make_engine(url)


def make_engine(url: str) -> Engine:
    """An engine for SQLite (WAL, one writer at a time, each commit on disk) or PostgreSQL. Nothing is migrated."""
    try:
        address = make_url(url)
        if address.get_backend_name() == "postgresql":
            return create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=POOL_SIZE)
    except ArgumentError:
        address = None
    if address is None or address.get_backend_name() != "sqlite":
        raise UserError("台账数据库地址写法不对", field="LEDGER_URL", todo="例如 postgresql+psycopg://用户@主机/库名")
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS}, pool_size=POOL_SIZE)
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
    """A connection that sees one state of the ledger. Raises UserError when the database does not answer."""
    joined = _joined(engine)
    if joined is not None:
        yield joined
        return
    with _answering(), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection whose work is committed as a whole at the end, or not at all. Raises UserError when the database does
    not answer, or others write without end."""
    joined = _joined(engine)
    if joined is not None:
        waiting: list[Callable[[], None]] = joined.info[_AFTER]
        count = len(waiting)
        try:
            with joined.begin_nested():
                yield joined
        except BaseException:
            del waiting[count:]
            raise
        return
    after: list[Callable[[], None]] = []
    with _answering(), engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        connection.info[_AFTER] = after
        yield connection
    for do in after:
        do()


def after_commit(connection: Connection, do: Callable[[], None]) -> None:
    """Call it once what is written here is on disk, and never where it is dropped. For a connection of `writing`."""
    connection.info[_AFTER].append(do)


def _joined(engine: Engine) -> Connection | None:
    joined = _JOINED.get()
    return joined if joined is not None and joined.engine.url == engine.url else None


@contextmanager
def _answering() -> Iterator[None]:
    """Says in words what kept the database from answering. Nothing was written then, but for a lost last answer."""
    try:
        yield
    except PoolTimeoutError as error:
        raise UserError("同时使用台账的人太多，没有写入", todo="请稍后再试") from error
    except DatabaseError as error:
        if any(words in str(error.orig) for words in DAMAGED):
            todo = "其他页面不受影响；请从备份恢复：python -m ledger restore 备份.zip --replace"
            raise UserError("台账文件损坏", file="ledger/ledger.db", todo=todo) from error
        if not isinstance(error, OperationalError):
            raise
        known = [(rule, todo) for words, rule, todo in _SAID if words in str(error.orig)]
        rule, todo = (known or [_NO_ANSWER])[0]
        raise UserError(rule, todo=todo) from error


@contextmanager
def together(engine: Engine) -> Iterator[Connection]:
    """All that this thread writes and reads inside is one transaction: kept as a whole at the end, or not at all."""
    with writing(engine) as connection:
        mark = _JOINED.set(connection)
        try:
            yield connection
        finally:
            _JOINED.reset(mark)


class NewerDatabaseError(Exception):
    """A newer program wrote the tables: their revision is none that this one knows."""


def migrate(engine: Engine, migrations: Path, revision: str = "head", version_table: str = VERSION_TABLE) -> None:
    """Bring the tables of one line of migrations (its folder) to a revision; several processes may start at once.

    Raises NewerDatabaseError. Alembic is read only where there is something to do: at nearly every start there is not.
    """
    if revision == "head" and _revision_of(engine, version_table) == _newest(migrations):
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, revision)
        except CommandError as error:
            raise NewerDatabaseError from error


def _revision_of(engine: Engine, version_table: str) -> str | None:
    """The revision of the tables; None where there are none yet."""
    with reading(engine) as connection:
        if not inspect(connection).has_table(version_table):
            return None
        return connection.execute(text(f"SELECT version_num FROM {version_table}")).scalar()


@cache
def _newest(migrations: Path) -> str:
    """The revision of the newest migration: files are named by their revisions in their order."""
    return max(path.name for path in (migrations / "versions").glob("[0-9]*.py")).partition("_")[0]
