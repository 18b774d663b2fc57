"""The tables come up from every revision with what is in them, are then as the models say, and may be made by several at once."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Engine, Integer, MetaData, Table, func, insert, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.types import JSON, TypeEngine

from core.database import make_engine, writing
from ledger.book.database import MIGRATIONS, upgrade
from ledger.book.ledger import Ledger
from ledger.book.models import Base
from ledger.book.problems import Draft

REVISIONS = [revision.revision for revision in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
AT_ONCE = 4
START = """
import sys
from pathlib import Path
from ledger.book.ledger import open_ledger
from ledger.book.problems import Draft
print("ready", flush=True)
sys.stdin.readline()
ledger = open_ledger(Path(sys.argv[1]))
print(ledger.open(Draft({"source": "排查", "title": sys.argv[2], "place_code": "433123"}), "甲").problem.id)
ledger.engine.dispose()
"""


@pytest.fixture
def engine(ledger_url: str) -> Iterator[Engine]:
    """An engine for an empty database, of each kind in turn."""
    engine = make_engine(ledger_url)
    yield engine
    engine.dispose()


def test_the_revisions_are_one_line() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(script.get_heads()) == 1 and REVISIONS[-1] == "0001" and len(script.get_bases()) == 1


def test_the_tables_are_as_the_models_say(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_an_older_revision_held_comes_up_with_it(engine: Engine, revision: str, tmp_path: Path) -> None:
    upgrade(engine, revision)
    kept = _fill(engine)
    upgrade(engine)
    tables = _tables(engine)
    with engine.connect() as connection:
        for name, row in kept.items():
            found = connection.execute(select(*(tables[name].c[column] for column in row))).mappings().one()
            assert dict(found) == row
    ledger = Ledger(engine, tmp_path)
    assert ledger.read(1).title == "title" and [event.version for event in ledger.events(1)] == [1]
    assert ledger.note(1, "甲", "来过").version == 2
    with pytest.raises(DatabaseError, match="台账的历史记录"), writing(engine) as connection:
        connection.execute(text("DELETE FROM events"))


def test_coming_up_again_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    upgrade(engine)
    Ledger(engine, tmp_path).open(Draft({"source": "排查", "title": "一"}), "甲")
    upgrade(engine)
    assert Ledger(engine, tmp_path).read(1).title == "一"


def test_several_that_start_at_once_all_find_the_tables(
    ledger_url: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_URL", ledger_url)
    started = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", START, str(tmp_path), f"问题{number}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=Path(__file__).parents[3],
        )
        for number in range(AT_ONCE)
    ]  # fmt: skip
    for process in started:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate() for process in started]
    assert [error for _, error in answers] == [""] * AT_ONCE
    assert sorted(int(number) for number, _ in answers) == list(range(1, AT_ONCE + 1))
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(_tables(engine)["events"])).scalar_one() == AT_ONCE


def _tables(engine: Engine) -> dict[str, Table]:
    metadata = MetaData()
    metadata.reflect(engine)
    return dict(metadata.tables)


def _fill(engine: Engine) -> dict[str, dict[str, Any]]:
    """One row in every table there is, whatever its columns; (table → row)."""
    metadata = MetaData()
    metadata.reflect(engine)
    tables = [table for table in metadata.sorted_tables if table.name != "alembic_version"]
    kept = {
        table.name: {column.name: _example(column.name, column.type) for column in table.columns} for table in tables
    }
    with writing(engine) as connection:
        for table in tables:
            connection.execute(insert(table), kept[table.name])
        if engine.dialect.name == "postgresql":
            for table in tables:
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), 1)"))
    return kept


def _example(name: str, kind: TypeEngine[Any]) -> Any:
    """A value that the column holds."""
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, (Integer, BigInteger)):
        return 1
    if isinstance(kind, DateTime):
        return datetime(2021, 11, 20, 9, 30)
    if isinstance(kind, Date):
        return date(2021, 11, 20)
    if isinstance(kind, JSON):
        return {"title": [None, "title"]}
    return {"state": "未启动", "source": "排查"}.get(name, name[:8] if name != "title" else "title")
