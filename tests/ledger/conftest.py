"""The ledger on each database: SQLite in a file, and a real PostgreSQL started for the tests."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy import make_url as sqlalchemy_url

from core.database import make_engine
from ledger.book.database import upgrade
from ledger.book.ledger import Ledger
from ledger.book.problems import Draft
from tests.ledger.servers import run_outside, started_postgresql

START = datetime(2021, 11, 20, 9, 0)
DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Address of a PostgreSQL server that ends with the tests; it need not outlive a power cut."""
    with started_postgresql() as server:
        url = server.get_uri()
        for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
            run_outside(url, statement)
        yield url


def make_url(kind: str, folder: Path, request: pytest.FixtureRequest) -> str:
    """Address of an empty database of that kind; on PostgreSQL an empty schema, which is there at once and leaves few files."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'ledger.db'}"
    url, name = sqlalchemy_url(request.getfixturevalue("postgresql_url")), f"ledger_{uuid.uuid4().hex}"
    run_outside(url.render_as_string(hide_password=False), f"CREATE SCHEMA {name}")
    return url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)


@pytest.fixture(params=DATABASES)
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database, of each kind in turn."""
    return make_url(request.param, tmp_path, request)


@pytest.fixture
def ledger_engine(ledger_url: str) -> Iterator[Engine]:
    """An engine at the newest revision."""
    engine = make_engine(ledger_url)
    upgrade(engine)
    yield engine
    engine.dispose()


class Clock:
    """A clock that goes on one minute at every look, or as set."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The clock of the ledger under test."""
    return Clock()


@pytest.fixture
def ledger(ledger_engine: Engine, tmp_path: Path, clock: Clock) -> Ledger:
    """An empty ledger on each database in turn."""
    return Ledger(ledger_engine, tmp_path / "ledger", clock)


@pytest.fixture
def draft() -> Callable[..., Draft]:
    """Makes a draft; fields may be given."""

    def make(**values: object) -> Draft:
        fields = {"source": "排查", "title": "饮水不达标", "place_code": "433123901201", "place_name": "一村", **values}
        return Draft(fields)

    return make
