"""The record of acts: lines follow one another in a chain, and whatever is done to them is found and named."""

import json
import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from access.__main__ import main
from access.audit import ACTS, Act, Record, Wanted, open_record, put_away, verify
from access.audit.guarding import guard, unguard
from core.database import make_engine, together, writing
from core.errors import UserError
from tests.access.conftest import Clock
from tests.ledger.conftest import ledger_url, postgresql_url

__all__ = ["ledger_url", "postgresql_url"]


@pytest.fixture
def record(tmp_path: Path, clock: Clock, ledger_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Record]:
    """An empty record on each database in turn."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LEDGER_URL", ledger_url)
    for name in ("AUDIT_KEY_FILE", "AUDIT_HEADS"):
        monkeypatch.delenv(name, raising=False)
    found = open_record(tmp_path, clock)
    yield found
    found.engine.dispose()


def add(record: Record, count: int, clock: Clock | None = None) -> None:
    kinds = list(ACTS)
    for number in range(count):
        if clock:
            clock.pass_(minutes=1)
        record.add(
            Act(kinds[number % len(kinds)], f"household/{number:012x}", "甲", "jia", "10.3.0.7", counts={"行": number})
        )


def tamper(record: Record, *statements: str) -> None:
    """As whoever owns the database may: put the triggers aside and back."""
    with writing(record.engine) as connection:
        unguard(connection)
        for statement in statements:
            connection.execute(text(statement))
        guard(connection)


TAMPERED: dict[str, tuple[str, tuple[str, ...]]] = {
    "edited": ("第 4 条", ("UPDATE audit_lines SET who = '乙' WHERE id = 4",)),
    "edited counts": ("第 4 条", ("UPDATE audit_lines SET counts = '{\"行\": 99}' WHERE id = 4",)),
    "edited time": ("第 4 条", ("UPDATE audit_lines SET at = '2020-01-01T00:00:00.000' WHERE id = 4",)),
    "edited digest": ("第 4 条", (f"UPDATE audit_lines SET digest = '{'0' * 64}' WHERE id = 4",)),
    "first edited": ("第 1 条", ("UPDATE audit_lines SET what = 'x' WHERE id = 1",)),
    "last edited": ("第 9 条", ("UPDATE audit_lines SET what = 'x' WHERE id = 9",)),
    "one byte": ("第 5 条", ("UPDATE audit_lines SET source = '10.3.0.8' WHERE id = 5",)),
    "key of nobody": ("第 4 条", ("UPDATE audit_lines SET who = '乙', key = 'ffffffff' WHERE id = 4",)),
    "removed": ("第 4 条不见了", ("DELETE FROM audit_lines WHERE id = 4",)),
    "several removed": ("第 4 条至第 6 条不见了", ("DELETE FROM audit_lines WHERE id BETWEEN 4 AND 6",)),
    "first removed": ("第 1 条不见了", ("DELETE FROM audit_lines WHERE id = 1",)),
    "removed and closed up": ("第 4 条", ("DELETE FROM audit_lines WHERE id = 4", "UPDATE audit_lines SET id = 4 WHERE id = 5",
                                       "UPDATE audit_lines SET id = 5 WHERE id = 6")),
    "swapped": ("第 4 条", ("UPDATE audit_lines SET id = 99 WHERE id = 4", "UPDATE audit_lines SET id = 4 WHERE id = 5",
                           "UPDATE audit_lines SET id = 5 WHERE id = 99")),
    "truncated": ("第 8 条至第 9 条不见了：记录的末尾被截断", ("DELETE FROM audit_lines WHERE id > 7",)),
    "emptied": ("第 1 条至第 9 条不见了", ("DELETE FROM audit_lines",)),
}  # fmt: skip


def test_a_record_that_nobody_touched_is_whole(record: Record) -> None:
    assert verify(record).faults == () and verify(record).lines == 0
    add(record, 9)
    assert (verify(record).lines, verify(record).faults) == (9, ())


@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_done_to_a_line_is_found_and_named(record: Record, how: str) -> None:
    add(record, 9)
    place, statements = TAMPERED[how]
    tamper(record, *statements)
    faults = verify(record).faults
    assert faults and any(place in fault for fault in faults), faults


def test_the_database_itself_keeps_lines_as_they_are(record: Record) -> None:
    add(record, 2)
    for statement in ("UPDATE audit_lines SET who = '乙'", "DELETE FROM audit_lines WHERE id = 2"):
        with pytest.raises(DBAPIError, match="操作记录不能改、不能删"), record.engine.begin() as connection:
            connection.execute(text(statement))
    assert not verify(record).faults


def rewrite(record: Record, forged: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """As somebody who knows how digests are made, but has no key: every line from the third on anew."""
    from core.chain import Key

    lines = list(record.lines())
    previous = lines[1].digest
    with writing(record.engine) as connection:
        unguard(connection)
        for line in lines[2:]:
            content = forged({**line.content(), "who": "乙"})
            previous = Key().link(previous, content)
            connection.execute(text("UPDATE audit_lines SET who = '乙', key = :key, digest = :digest WHERE id = :id"),
                               {"key": content["key"], "digest": previous, "id": line.id})  # fmt: skip
        guard(connection)


def test_a_chain_rewritten_to_its_end_is_missed_by_the_notes_beside_it(record: Record) -> None:
    add(record, 5)
    rewrite(record, dict)
    assert any("第 3 条与旁记" in fault for fault in verify(record).faults)


@pytest.mark.parametrize("claims_key", [True, False])
def test_nobody_without_the_key_makes_a_chain_of_his_own(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, claims_key: bool
) -> None:
    secret = tmp_path / "key"
    secret.write_text("k" * 32, "utf-8")
    monkeypatch.setenv("AUDIT_KEY_FILE", str(secret))
    add(record, 5)
    assert not verify(record).faults and verify(record).unkeyed == 0
    rewrite(record, (lambda content: content) if claims_key else (lambda content: {**content, "key": ""}))
    (record.folder / "heads").unlink()
    faults = verify(record).faults
    assert any("第 3 条" in fault and ("改过" in fault or "没有用密钥" in fault) for fault in faults)


def test_an_office_that_changes_its_key_keeps_the_old_one_below_it(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "key"
    monkeypatch.setenv("AUDIT_KEY_FILE", str(secret))
    for number, content in enumerate(("old" * 8, "new" * 8 + "\n" + "old" * 8)):
        secret.write_text(content, "utf-8")
        os.utime(secret, (number, number))
        add(record, 2)
    assert (verify(record).lines, verify(record).faults) == (4, ())
    secret.write_text("new" * 8, "utf-8")
    os.utime(secret, (9, 9))
    assert [fault[:10] for fault in verify(record).faults] == ["数据库，第 1 条（", "数据库，第 2 条（"]


def test_a_key_that_is_short_or_away_is_said_and_nothing_is_recorded(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIT_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(UserError, match="读不到"):
        add(record, 1)
    (tmp_path / "key").write_text("short", "utf-8")
    with pytest.raises(UserError, match="至少 16 个字符"):
        add(record, 1)
    monkeypatch.delenv("AUDIT_KEY_FILE")
    assert verify(record).lines == 0


def test_lines_name_nobody_but_who_acted_and_are_cut_to_length(record: Record) -> None:
    line = record.add(
        Act("search", "138 1234 5678", "甲" * 99, why="查 433123198001011234" + "长" * 400, counts={"户": 1})
    )
    assert (line.what, len(line.who), len(line.why)) == (
        "138 **** 5678",
        60,
        300,
    ) and "433123198001011234" not in line.why
    with pytest.raises(ValueError, match="no such act"):
        record.add(Act("guess", "", "甲"))
    assert not verify(record).faults


def test_a_line_inside_a_larger_piece_of_work_is_kept_or_dropped_with_it(record: Record) -> None:
    add(record, 1)
    with pytest.raises(RuntimeError), together(record.engine):
        add(record, 2)
        raise RuntimeError
    assert verify(record).lines == 1 and not verify(record).faults
    with together(record.engine):
        add(record, 2)
    assert verify(record).lines == 3 and not verify(record).faults


def test_lines_are_found_by_day_person_kind_and_object(record: Record, clock: Clock) -> None:
    add(record, 3)
    clock.now = datetime(2021, 11, 21, 8, 0)
    record.add(Act("export", "ranking_100%", "乙", "yi"))
    day = clock.now.date()
    asked = [(Wanted(), 4), (Wanted(since=day), 1), (Wanted(until=day.replace(day=20)), 3), (Wanted(who="甲"), 3),
             (Wanted(who="yi"), 1), (Wanted(act="export"), 1), (Wanted(words="100%"), 1), (Wanted(words="_%x"), 0)]  # fmt: skip
    for wanted, count in asked:
        lines, total = record.find(wanted, 2)
        assert (total, len(lines)) == (count, min(count, 2))
    assert [line.id for line in record.find(Wanted(), 2)[0]] == [4, 3], "the newest first"


def _add_many(url: str, folder: Path, count: int) -> None:
    with closing_engine(url) as engine:
        add(Record(engine, folder), count)


def closing_engine(url: str) -> Any:
    engine = make_engine(url)
    engine.close = engine.dispose  # type: ignore[attr-defined]
    return closing(engine)


def test_several_processes_add_to_one_chain(record: Record, ledger_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_add_many, args=(ledger_url, record.folder, 15)) for _ in range(2)]
    for worker in workers:
        worker.start()
    add(record, 15)
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert (verify(record).lines, verify(record).faults) == (45, ())
    assert len((record.folder / "heads").read_text("ascii").splitlines()) == 45


def fill_months(record: Record, clock: Clock) -> None:
    for month in (1, 2, 5, 11):
        clock.now = datetime(2021, month, 3, 9, 0)
        add(record, 3, clock)


def test_old_months_go_into_files_on_the_same_chain(record: Record, clock: Clock) -> None:
    fill_months(record, clock)
    with pytest.raises(UserError, match="至少保存 6 个月"):
        put_away(record, 5)
    assert [(path.name, count) for path, count in put_away(record, 8)] == [("2021-01.jsonl", 3), ("2021-02.jsonl", 3)]
    assert put_away(record, 8) == [] and record.find(Wanted(), 99)[1] == 6
    add(record, 2)
    assert (verify(record).lines, verify(record).faults) == (14, ())
    with pytest.raises(DBAPIError, match="不能改"), record.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_lines"))


FILE_TAMPERED: dict[str, tuple[str, Callable[[list[str]], list[str]]]] = {
    "byte": ("2021-02.jsonl，第 5 条", lambda lines: [lines[0], lines[1].replace("10.3.0.7", "10.3.0.8"), lines[2]]),
    "removed": ("第 5 条不见了", lambda lines: [lines[0], lines[2]]),
    "swapped": ("不在它的位置", lambda lines: [lines[1], lines[0], lines[2]]),
    "truncated": ("第 6 条不见了", lambda lines: lines[:2]),
    "garbled": ("2021-02.jsonl 第 2 行：这一行读不出来", lambda lines: [lines[0], "{", lines[2]]),
    "emptied": ("第 4 条至第 6 条不见了", lambda _: []),
}


@pytest.mark.parametrize("how", FILE_TAMPERED)
def test_a_file_that_was_touched_is_found(record: Record, clock: Clock, how: str) -> None:
    fill_months(record, clock)
    put_away(record, 8)
    place, change = FILE_TAMPERED[how]
    path = record.folder / "2021-02.jsonl"
    path.write_text("".join(f"{line}\n" for line in change(path.read_text("utf-8").splitlines())), "utf-8")
    faults = verify(record).faults
    assert any(place.split("，")[-1] in fault and place.split("，")[0] in fault for fault in faults), faults


def test_commands_verify_list_and_export(
    record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str], clock: Clock
) -> None:
    add(record, 3)
    assert main(["audit", "verify"]) == 0 and "3 条，条条相接" in capsys.readouterr().out
    assert main(["audit", "list", "--who", "甲", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == 3
    target = tmp_path / "out.csv"
    assert main(["audit", "export", "-o", str(target), "--act", "login"]) == 0
    capsys.readouterr()
    assert len(target.read_text("utf-8-sig").splitlines()) == 2
    assert main(["audit", "list", "--act", "export"]) == 0 and "命令行" in capsys.readouterr().out, (
        "an export is an act"
    )
    tamper(record, "UPDATE audit_lines SET who = '乙' WHERE id = 2")
    assert main(["audit", "verify"]) == 1 and "第 2 条" in capsys.readouterr().out
    assert main(["audit", "list", "--since", "昨天"]) == 2
