"""The database does not answer for a while: what the tables say is read on, the rest says so, and nothing has to be done afterwards."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.database import open_engine
from ledger.book import Draft, open_ledger
from tests.ledger.servers import kill_server, started_postgresql
from tests.pages.opening import open_page, text_of
from tests.store.kept_store import fill

AWAY = "台账数据库没有应答"


@pytest.fixture
def server(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A PostgreSQL that the ledger and the record of acts live in, beside a tiny data folder."""
    fill(empty_folder)
    with started_postgresql() as started:
        monkeypatch.setenv("LEDGER_URL", started.get_uri())
        yield started
        open_engine(empty_folder).dispose()


@pytest.mark.heavy
def test_what_the_tables_say_is_read_on_and_it_mends_by_itself(server: Any, empty_folder: Path) -> None:
    open_ledger(empty_folder).open(Draft({"source": "信访", "title": "断水"}), "甲")
    assert "断水" in text_of(open_page("ledger")) and AWAY not in text_of(open_page("standing"))
    kill_server(server)
    for name in ("overview", "standing", "series", "imports", "definitions", "ranking", "quality", "needed"):
        said = text_of(open_page(name))
        assert "没能打开" not in said and said, name
    for name in ("ledger", "duties", "acts"):
        assert AWAY in text_of(open_page(name)), name
    server.ensure_postgres_running()
    assert "断水" in text_of(open_page("ledger"))
