"""Many writers at once lose nothing; neither does a writer, nor a database, that is killed while writing.

`python -m benchmarks.ledger_endurance` does the same for longer.
"""

import random
import signal
from pathlib import Path

import pytest

from core.database import make_engine
from ledger.book.database import upgrade
from ledger.book.ledger import Ledger
from tests.ledger.book.writers import REFUSED, WRITTEN, Attempt, count_events, find_losses, open_some, writing_at_once
from tests.ledger.servers import kill_server, started_postgresql

WRITERS, WRITES = 16, 8
KILLS, KILLED_WRITERS, MOST_BEFORE = 3, 4, 25
SERVER_KILLS = 2
ENDLESS = 100_000


def test_many_writers_lose_nothing_and_losers_are_told(ledger: Ledger, ledger_url: str) -> None:
    open_some(ledger)
    with writing_at_once(ledger_url, ledger.folder, WRITERS, WRITES) as writers:
        writers.listen()
    outcomes = [one.outcome for one in writers.attempts]
    assert len(outcomes) == WRITERS * WRITES and set(outcomes) == {WRITTEN, REFUSED}
    assert find_losses(ledger, writers.attempts) == []
    assert count_events(ledger) == outcomes.count(WRITTEN)
    said = {one.said for one in writers.attempts if one.outcome == WRITTEN}
    for one in writers.attempts:
        if one.outcome == REFUSED:
            assert one.seen in said and one.said not in said


def test_writers_killed_at_any_moment_leave_all_they_told_and_nothing_half(ledger: Ledger, ledger_url: str) -> None:
    open_some(ledger)
    draw, attempts, kills = random.Random(7), list[Attempt](), 0
    for kill in range(KILLS):
        with writing_at_once(ledger_url, ledger.folder, KILLED_WRITERS, ENDLESS, seed=kill) as writers:
            writers.listen(until=draw.randint(1, MOST_BEFORE))
            writers.kill()
        assert [process.exitcode for process in writers.processes] == [-signal.SIGKILL] * KILLED_WRITERS
        attempts += writers.attempts
        kills += KILLED_WRITERS
        assert find_losses(ledger, attempts) == []
    written = sum(one.outcome == WRITTEN for one in attempts)
    assert written <= count_events(ledger) <= written + kills
    assert ledger.note(1, "甲", "之后照常").version > 1


def test_a_database_server_killed_while_writing_keeps_all_that_was_told(tmp_path: Path) -> None:
    with started_postgresql() as server:
        url = str(server.get_uri())
        engine = make_engine(url)
        upgrade(engine)
        ledger, attempts = Ledger(engine, tmp_path), list[Attempt]()
        open_some(ledger)
        for kill in range(SERVER_KILLS):
            with writing_at_once(url, tmp_path, KILLED_WRITERS, ENDLESS, seed=kill) as writers:
                writers.listen(until=MOST_BEFORE)
                kill_server(server)
                writers.listen()
            attempts += writers.attempts
            server.ensure_postgres_running()
            assert find_losses(ledger, attempts) == []
        written = sum(one.outcome == WRITTEN for one in attempts)
        assert written <= count_events(ledger) <= written + SERVER_KILLS * KILLED_WRITERS
        engine.dispose()


def test_a_loss_would_be_found(ledger: Ledger) -> None:
    open_some(ledger)
    seen = ledger.read(1)
    ledger.change(1, seen.version, {"remedy": "甲的"}, "甲")
    never, over = Attempt(WRITTEN, 1, 9, "note", said="没写"), Attempt(WRITTEN, 1, 2, "remedy", "乙见到的", "甲的")
    losses = find_losses(ledger, [never, over, Attempt(WRITTEN, 1, 2, "remedy", "", "甲的")])
    assert len(losses) == 2 and "is not there" in losses[0] and "written over another" in losses[1]


@pytest.mark.parametrize(
    "broken",
    ["UPDATE problems SET person = '丁'", "INSERT INTO evidence SELECT 9, 1, '', '', 1, at, who FROM events LIMIT 1"],
)
def test_a_history_that_does_not_hold_would_be_found(ledger: Ledger, broken: str) -> None:
    open_some(ledger)
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql(broken)
    assert find_losses(ledger, [])
