"""/readyz tells the truth: what cannot do its work is named, and nothing else is told."""

import asyncio
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core import database
from ledger.book import open_ledger
from pages.parts.server import ready
from store import Store
from tests.store.stored_frames import payment_rows, store_rows


@dataclass(frozen=True)
class Answer:
    """What is told."""

    status_code: int
    text: str
    headers: Any

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found


class Client:
    """Asks the route without a server."""

    def get(self, _path: str) -> Answer:
        found = asyncio.run(ready.report_ready(None))  # type: ignore[arg-type]
        return Answer(found.status_code, bytes(found.body).decode(), found.headers)


READY = {"status": "ready", "store": True, "database": True, "disk": True}


@pytest.fixture
def client(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.delenv("LEDGER_URL", raising=False)
    ready._said.clear()
    store_rows(Store(empty_folder), payment_rows("433123", 2))
    return Client()


def test_a_server_that_can_work_is_ready_also_before_there_is_a_ledger(client: Client, empty_folder: Path) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, READY)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not list((empty_folder / "tmp").glob(".ready*"))


def test_a_folder_that_is_away_is_not_ready(client: Client, empty_folder: Path) -> None:
    client.get("/readyz")
    empty_folder.rename(empty_folder.with_name("away"))
    answer = client.get("/readyz")
    assert answer.status_code == 503 and answer.json()["store"] is False
    assert str(empty_folder) not in answer.text and not empty_folder.exists()
    empty_folder.with_name("away").rename(empty_folder)
    assert client.get("/readyz").json() == READY


def test_a_ledger_that_does_not_answer_is_not_ready(client: Client, empty_folder: Path) -> None:
    open_ledger(empty_folder).engine.dispose()
    assert client.get("/readyz").json() == READY
    database.open_engine(empty_folder).dispose()
    for path in (empty_folder / "ledger").glob("ledger.db*"):
        path.write_bytes(b"garbage" * 300)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"], answer.json()["store"]) == (503, False, True)


def test_a_server_database_that_is_away_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert client.get("/readyz").json()["database"] is False


def test_a_disk_that_cannot_be_written_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "write_bytes", full)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {**READY, "status": "not ready", "disk": False})


def test_a_part_that_hangs_counts_as_one_that_cannot(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "PATIENCE", 0.0)
    assert client.get("/readyz").json()["status"] == "not ready"


def test_a_damaged_table_keeps_nobody_out(client: Client, empty_folder: Path) -> None:
    for path in (empty_folder / "store").rglob("*.parquet"):
        path.write_bytes(b"garbage")
    assert client.get("/readyz").json() == READY
