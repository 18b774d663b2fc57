"""A process killed at any moment of an import leaves the old version or the new one, and the next import works."""

import multiprocessing
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from store.versions import Store
from tests.store.killed_import import import_for_ever, rows_of
from tests.store.stored_frames import PAYMENTS, content_hash, frame_of, hash_of, payment_rows, store_rows

KILLS = 24
FIRST_KILLS = 8
LONGEST_SPIN = 0.03
SEED = 20211120

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.store.killed_import"])


def expected_hash(number: int) -> str:
    """The hash of the whole table after that import."""
    untouched = payment_rows("433101", 100)
    brought = [{"import_id": "import-1"} | row for row in untouched + (rows_of(number) if number else [])]
    rows = frame_of(PAYMENTS, brought).to_pylist()
    return hash_of(tuple(row.values()) for row in rows)


@contextmanager
def importing(folder: Path, number: int) -> Iterator[tuple[Any, Connection]]:
    receiving, sending = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=import_for_ever, args=(folder, sending, number))
    process.start()
    sending.close()
    try:
        yield process, receiving
    finally:
        process.kill()
        process.join()
        receiving.close()


def spin(seconds: float) -> None:
    """Lets the other process go on for a moment that no announcement marks."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


def kill_while_importing(folder: Path, number: int, announcements: int, seconds: float) -> int:
    """Kills a process that imports from `number` on, some announcements and a moment later.

    Returns the number of the last import it began.
    """
    with importing(folder, number) as (process, pipe):
        last = number
        for _ in range(announcements):
            last = pipe.recv()[1]
        spin(seconds)
        process.kill()
        process.join()
        while pipe.poll():
            try:
                last = pipe.recv()[1]
            except EOFError:
                break
    return last


def test_a_killed_import_leaves_the_old_version_or_the_new_one(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    store = Store(tmp_path)
    store_rows(store, payment_rows("433101", 100))
    number = 0
    outcomes = set()
    for _ in range(KILLS):
        begun = kill_while_importing(tmp_path, number + 1, chance.randint(1, 7), chance.uniform(0, LONGEST_SPIN))
        found = content_hash(store)
        outcomes.add(found == expected_hash(begun))
        assert found in (expected_hash(begun - 1), expected_hash(begun))
        assert (
            store.history(PAYMENTS.name)[0].rows_total
            == store.connect().execute("SELECT count(*) FROM fund_payments").fetchall()[0][0]
        )
        number = begun + 1
        version = store.versions()[PAYMENTS.name]
        assert store_rows(store, rows_of(number)).version == version + 1
        assert content_hash(store) == expected_hash(number)
    assert outcomes == {True, False}


@pytest.mark.parametrize("kill", range(FIRST_KILLS))
def test_a_killed_first_import_leaves_no_table_or_the_whole_one(tmp_path: Path, kill: int) -> None:
    chance = random.Random(SEED + kill)
    store = Store(tmp_path)
    begun = kill_while_importing(tmp_path, 1, 1 + kill % 4, chance.uniform(0, LONGEST_SPIN))
    rows = rows_of(begun)
    amounts = read_amounts(store)
    assert amounts in ({}, {float(begun): len(rows)}, {float(begun - 1): len(rows_of(begun - 1))})
    store_rows(store, rows_of(50))
    assert read_amounts(store) == {50.0: len(rows_of(50))}


def read_amounts(store: Store) -> dict[float, int]:
    """Amount → rows that have it."""
    with store.connect() as connection:
        query = "SELECT paid_cny, count(*) FROM fund_payments GROUP BY 1"
        return dict(connection.execute(query).fetchall())
