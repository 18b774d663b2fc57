"""What keeps the database from answering is said in words, and what is written together is kept together or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from core import database
from core.database import make_engine, together, writing
from core.errors import UserError
from ledger.book.database import open_engine, upgrade
from ledger.book.ledger import KNOWN, NEW, Conflict, Ledger, open_ledger
from ledger.book.problems import Draft, Sighting

Make = Callable[..., Draft]


@pytest.mark.parametrize("url", ["no address", "mysql://a/b", "nonsense://a", "postgres"])
def test_an_address_of_no_database_is_refused(url: str) -> None:
    with pytest.raises(UserError, match="地址写法不对"):
        make_engine(url)


def test_a_server_that_does_not_answer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_URL", f"postgresql://someone@/nothing?host={tmp_path}")
    with pytest.raises(UserError, match="没有应答"):
        open_engine(tmp_path)


def test_a_ledger_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    engine = make_engine(database.database_url(tmp_path))
    upgrade(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(UserError, match="更新版本的程序"):
        open_engine(tmp_path)


def test_a_writer_that_waits_in_vain_is_told_and_nothing_is_written(
    tmp_path: Path, draft: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    ledger = open_ledger(tmp_path)
    problem = ledger.open(draft(), "甲").problem
    other = make_engine(database.database_url(tmp_path))
    with writing(other), pytest.raises(UserError, match="台账正忙，没有写入"):
        ledger.note(problem.id, "乙", "来过")
    other.dispose()
    assert len(ledger.events(problem.id)) == 1
    ledger.engine.dispose()


def test_what_is_done_together_is_kept_as_a_whole_or_not_at_all(ledger: Ledger, draft: Make) -> None:
    with pytest.raises(UserError, match="没有这个问题"), together(ledger.engine):
        first = ledger.open(draft(), "甲").problem
        ledger.note(first.id, "甲", "来过")
        ledger.note(99, "甲", "没有的")
    with pytest.raises(UserError, match="没有这个问题"):
        ledger.read(1)
    with together(ledger.engine):
        kept = ledger.open(draft(), "甲").problem
        with pytest.raises(Conflict):
            ledger.change(
                kept.id, ledger.change(kept.id, 1, {"person": "丙"}, "甲").version - 1, {"person": "丁"}, "乙"
            )
        ledger.note(kept.id, "乙", "又来")
    assert [event.kind for event in ledger.events(kept.id)] == ["opened", "changed", "noted"]


@pytest.mark.parametrize("bad", ["有\x00空", "半\ud800字"])
def test_characters_that_no_database_keeps_are_refused_in_every_text(ledger: Ledger, draft: Make, bad: str) -> None:
    problem = ledger.open(draft(), "甲").problem
    tries: list[Callable[[], object]] = [
        lambda: ledger.open(draft(title=bad), "甲"),
        lambda: ledger.open(draft(), bad),
        lambda: ledger.change(problem.id, 1, {"remedy": bad}, "甲"),
        lambda: ledger.move(problem.id, 1, "整改中", "甲", bad),
        lambda: ledger.note(problem.id, "甲", bad),
        lambda: ledger.add_evidence(problem.id, "甲", f"{bad}.txt", b"x"),
    ]
    for attempt in tries:
        with pytest.raises(UserError, match="不能保存的字符"):
            attempt()
    assert len(ledger.events(problem.id)) == 1


def test_a_sighting_with_a_long_file_name_is_linked_once(ledger: Ledger, draft: Make) -> None:
    long = Draft(draft().values, Sighting("长" * 300, "名" * 300 + ".xlsx", "a" * 64, "表" * 150, None, "疑" * 300))
    first = ledger.open(long, "甲")
    again = ledger.open(long, "甲")
    assert (first.outcome, again.outcome, again.problem.version) == (NEW, KNOWN, 1)
    (seen,) = ledger.sightings(first.problem.id)
    assert seen["file_name"].endswith(".xlsx") and len(seen["file_name"]) == 200


def test_a_step_that_another_took_first_is_a_conflict_and_what_he_wrote_elsewhere_is_none(
    ledger: Ledger, draft: Make
) -> None:
    problem = ledger.open(draft(), "甲").problem
    ledger.change(problem.id, 1, {"person": "丙"}, "甲")
    moved = ledger.move(problem.id, 1, "整改中", "甲")
    with pytest.raises(Conflict, match="甲 刚改过同一栏") as refused:
        ledger.move(problem.id, 1, "整改中", "乙")
    assert refused.value.theirs == {"state": "整改中"} and ledger.read(problem.id) == moved
