"""An import of several tables is one thing: all its versions are seen, or none, whatever happens and whoever looks."""

import multiprocessing
import os
import random
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from core.errors import UserError
from store import at_once
from store.declared import find_table
from store.versions import UNDOING, Store
from tests.store.stored_frames import PAYMENTS, frame_of, payment_rows

PROJECTS = find_table("fund_projects")
CONTEXT = multiprocessing.get_context("spawn")


def project_rows(count: int, budget: float) -> list[dict[str, Any]]:
    return [
        {
            "place_code": "433123",
            "county_code": "433123",
            "period": "2021",
            "project_code": f"P{at}",
            "project_name": "路",
            "budget_cny": budget,
        }
        for at in range(count)
    ]


def import_both(store: Store, number: int, stop_after: int = 2) -> None:
    """Payments and projects of one number, so many rows and amounts; `stop_after` tables an error comes."""
    rows = [
        (PAYMENTS, payment_rows("433123", 5 + number, amount=float(number))),
        (PROJECTS, project_rows(5 + number, number)),
    ]
    with store.together(f"import-{number}", "两张表.xlsx", "甲", [table.name for table, _ in rows]) as writer:
        for at, (table, some) in enumerate(rows):
            if at == stop_after:
                raise RuntimeError("half way")
            frame = frame_of(table, ({"import_id": f"import-{number}"} | dict(row) for row in some))
            writer.write(table, frame, "甲", "两张表.xlsx", "0" * 16, f"import-{number}")


def seen(store: Store) -> dict[str, set[str]]:
    """Table → the imports whose rows are seen."""
    with store.connect() as connection:
        return {
            name: {row[0] for row in connection.execute(f"SELECT DISTINCT import_id FROM {name}").fetchall()}
            for name in (PAYMENTS.name, PROJECTS.name)
        }


def test_all_tables_of_an_import_appear_at_once(tmp_path: Path) -> None:
    store, reader = Store(tmp_path), Store(tmp_path)
    import_both(store, 1)
    key = reader.version_key(["fund_payments", "fund_projects"])
    frame = frame_of(PAYMENTS, ({"import_id": "import-2"} | dict(row) for row in payment_rows("433123", 9)))
    with store.together("import-2", "两张表.xlsx", "甲", [PAYMENTS.name, PROJECTS.name]) as writer:
        writer.write(PAYMENTS, frame, "甲", "两张表.xlsx", "0" * 16, "import-2")
        assert seen(reader) == {PAYMENTS.name: {"import-1"}, PROJECTS.name: {"import-1"}}
        assert seen(writer)[PAYMENTS.name] == {"import-2"}
        assert reader.version_key(["fund_payments", "fund_projects"]) == key
        assert len(reader.history("fund_payments")) == 1
    assert seen(reader)[PAYMENTS.name] == {"import-2"}
    assert reader.version_key(["fund_payments", "fund_projects"]) != key


@pytest.mark.parametrize("before", [0, 1])
def test_an_import_that_fails_half_way_leaves_nothing(tmp_path: Path, before: int) -> None:
    store = Store(tmp_path)
    for number in range(1, before + 1):
        import_both(store, number)
    was = seen(store)
    with pytest.raises(RuntimeError, match="half way"):
        import_both(store, 7, stop_after=1)
    assert seen(Store(tmp_path)) == was
    assert [note.import_id for note in at_once.read_undone(tmp_path)] == ["import-7"]
    assert not at_once.read_unfinished(tmp_path)
    told = store.history("fund_payments")[0]
    assert told.operation == UNDOING and "没有完成，已退回" in told.note
    import_both(store, 8)
    assert seen(store) == {PAYMENTS.name: {"import-8"}, PROJECTS.name: {"import-8"}}


def import_for_ever(folder: Path, pipe: Connection, number: int) -> None:
    """The process that gets killed."""
    while True:
        pipe.send(number)
        import_both(Store(folder), number)
        number += 1


def test_a_killed_import_is_seen_whole_or_not_at_all(tmp_path: Path) -> None:
    """Killed at random moments, the readers see one import in both tables, and the next import goes on."""
    chance, number = random.Random(11), 1
    import_both(Store(tmp_path), 0)
    for _ in range(12):
        mine, theirs = CONTEXT.Pipe()
        process = CONTEXT.Process(target=import_for_ever, args=(tmp_path, theirs, number))
        process.start()
        number = mine.recv()
        time.sleep(chance.uniform(0, 0.4))
        process.kill()
        process.join()
        while mine.poll():
            number = mine.recv()
        found = seen(Store(tmp_path))
        assert found[PAYMENTS.name] == found[PROJECTS.name], "both tables of one import"
        assert found[PAYMENTS.name] in ({f"import-{number}"}, {f"import-{number - 1}"})
        Store(tmp_path).put_back_unfinished()
        assert seen(Store(tmp_path)) == found and not at_once.read_unfinished(tmp_path)
        number += 1
        import_both(Store(tmp_path), number)
        assert seen(Store(tmp_path)) == {name: {f"import-{number}"} for name in found}
        number += 1


def test_what_somebody_is_writing_is_not_put_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.together("import-1", "两张表.xlsx", "甲", [PAYMENTS.name]):
        Store(tmp_path).put_back_unfinished()
        assert [note.import_id for note in at_once.read_unfinished(tmp_path)] == ["import-1"]
    assert not at_once.read_undone(tmp_path)


def test_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "PATIENCE", 0.01)
    other = at_once.InterProcessLock(tmp_path / at_once.LOCK)
    (tmp_path / at_once.LOCK).parent.mkdir(parents=True)
    with monkeypatch.context() as patch:
        patch.setattr(at_once.InterProcessLock, "acquire", lambda *_, **__: False)
        with pytest.raises(UserError, match="其他导入一直在写"):
            import_both(Store(tmp_path), 1)
    assert other.acquire(blocking=False)
    other.release()
    import_both(Store(tmp_path), 1)


def confirm_and_die(folder: Path) -> None:
    """The process that confirms an import and is gone."""
    Store(folder).confirm("dead", "收入.csv", "甲")
    os._exit(1)


def test_an_import_that_dies_before_it_writes_is_told(tmp_path: Path) -> None:
    process = CONTEXT.Process(target=confirm_and_die, args=(tmp_path,))
    process.start()
    process.join()
    (note,) = Store(tmp_path).undone()
    assert (note.file_name, note.who, dict(note.tables)) == ("收入.csv", "甲", {})
    Store(tmp_path).forget_undone(note)
    assert not Store(tmp_path).undone()


def test_an_import_under_way_is_not_told_and_one_that_ended_is_until_it_is_seen(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.confirm("one", "收入.csv", "甲")
    assert not store.undone()
    store.end("one", is_seen=False)
    assert [note.file_name for note in store.undone()] == ["收入.csv"]
    store.end("one", is_seen=True)
    assert not store.undone()


def test_what_was_put_back_is_told_until_somebody_has_read_it(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(RuntimeError, match="half way"):
        import_both(store, 7, stop_after=1)
    (note,) = store.undone()
    store.forget_undone(note)
    assert not store.undone()


def test_an_import_that_died_while_it_wrote_is_told_of_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.confirm("page", "两张表.xlsx", "甲")
    with pytest.raises(RuntimeError, match="half way"):
        import_both(store, 7, stop_after=1)
    store.end("page", is_seen=False)
    (note,) = store.undone()
    assert note.tables
    store.forget_undone(note)
    assert not store.undone()


def test_an_import_that_died_long_ago_hides_none_that_dies_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, days = Store(tmp_path), iter(range(10, 30))
    monkeypatch.setattr("store.versions._now", lambda: f"2021-11-{next(days)}T08:00:00+08:00")
    with pytest.raises(RuntimeError, match="half way"):
        import_both(store, 7, stop_after=1)
    store.confirm("one", "两张表.xlsx", "甲")
    store.end("one", is_seen=False)
    assert [bool(note.tables) for note in store.undone()] == [False, True]
