"""The history of problems is a chain: whatever is done to an event is found and named; old ledgers are carried over."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, inspect, text

from core.database import make_engine, together, writing
from core.errors import UserError
from ledger.backup import verify_ledger
from ledger.book import IN_HAND, Draft, Ledger, Sighting
from ledger.book.database import upgrade
from tests.ledger.conftest import Clock

TAMPERED = {
    "note": ("问题 1 第 3 条记录", ("UPDATE events SET note = '另一句' WHERE problem_id = 1 AND version = 3",)),
    "one byte": ("问题 1 第 3 条记录", ("UPDATE events SET note = '走访了一户' WHERE problem_id = 1 AND version = 3",)),
    "who": ("问题 2 第 1 条记录", ("UPDATE events SET who = '乙' WHERE problem_id = 2 AND version = 1",)),
    "when": ("问题 1 第 2 条记录", ("UPDATE events SET at = '2020-01-01 00:00:00.000000' WHERE problem_id = 1 AND version = 2",)),
    "last": ("问题 1 第 4 条记录", ("UPDATE events SET note = 'x' WHERE problem_id = 1 AND version = 4",)),
    "digest": ("问题 1 第 2 条记录", (f"UPDATE events SET digest = '{'0' * 64}' WHERE problem_id = 1 AND version = 2",)),
    "key of nobody": ("问题 1 第 2 条记录", ("UPDATE events SET who = '乙', key = 'ffffffff' WHERE problem_id = 1 AND version = 2",)),
    "removed": ("问题 1 第 3 条记录不见了", ("DELETE FROM events WHERE problem_id = 1 AND version = 3",)),
    "swapped": ("问题 1 第 3 条记录", ("UPDATE events SET version = 99 WHERE problem_id = 1 AND version = 3",
                                  "UPDATE events SET version = 3 WHERE problem_id = 1 AND version = 4",
                                  "UPDATE events SET version = 4 WHERE problem_id = 1 AND version = 99")),
    "truncated": ("问题 1 第 4 条记录不见了", ("DELETE FROM events WHERE problem_id = 1 AND version = 4",
                                      "UPDATE problems SET version = 3 WHERE id = 1")),
    "whole problem": ("问题 2 第 1 条记录不见了", ("DELETE FROM sightings WHERE problem_id = 2", "DELETE FROM events WHERE problem_id = 2",
                                          "DELETE FROM problems WHERE id = 2")),
}  # fmt: skip


@contextmanager
def unguarded(engine: Engine) -> Iterator[Connection]:
    """As whoever owns the database may: without triggers."""
    with writing(engine) as connection:
        if engine.dialect.name == "sqlite":
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in names:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection


@pytest.fixture
def worked(ledger: Ledger) -> Ledger:
    """Two problems, one with four events."""
    first, _ = (
        one.problem
        for one in ledger.open_many([Draft({"source": "排查", "title": name}) for name in ("断水", "断电")], "甲")
    )
    first = ledger.move(first.id, first.version, IN_HAND, "甲")
    ledger.note(first.id, "乙", "走访了十户")
    ledger.note(first.id, "乙", "走访了百户")
    assert verify_ledger(ledger).faults == ()
    return ledger


@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_done_to_an_event_is_found_and_named(worked: Ledger, how: str) -> None:
    place, statements = TAMPERED[how]
    with unguarded(worked.engine) as connection:
        for statement in statements:
            connection.execute(text(statement))
    faults = verify_ledger(worked).faults
    assert any(place in fault for fault in faults), faults


def test_without_the_key_nobody_writes_an_event(
    worked: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s" * 20, "utf-8")
    monkeypatch.setenv("AUDIT_KEY_FILE", str(secret))
    worked.note(1, "乙", "有了密钥")
    assert verify_ledger(worked).faults == (), "events with and without a key in one chain"
    with unguarded(worked.engine) as connection:
        connection.execute(text("UPDATE events SET note = 'x' WHERE problem_id = 1 AND version = 5"))
    assert any("问题 1 第 5 条记录" in fault for fault in verify_ledger(worked).faults)


def test_what_is_dropped_as_a_whole_leaves_no_note(worked: Ledger) -> None:
    with pytest.raises(RuntimeError), together(worked.engine):
        worked.note(1, "乙", "不算")
        raise RuntimeError
    assert verify_ledger(worked).faults == ()
    with together(worked.engine):
        worked.note(1, "乙", "算")
        with pytest.raises(UserError):
            worked.note(99, "乙", "没有这个问题")
    assert verify_ledger(worked).faults == ()
    heads = (worked.folder / "heads").read_text("ascii")
    assert "1@5 " in heads and "1@6 " not in heads


def test_events_of_older_programs_are_carried_over(tmp_path: Path, ledger_url: str, clock: Clock) -> None:
    engine = make_engine(ledger_url)
    upgrade(engine, "0004")
    assert "digest" not in [column["name"] for column in inspect(engine).get_columns("events")]
    told = "'甲', 'opened', '', '未启动'"
    with writing(engine) as connection:
        told_elsewhere = (
            "id",
            "version",
            "state",
            "opened_on",
            "deadline",
            "closed_on",
            "recurrences",
            "evidence_count",
            "fingerprint",
        )
        columns = [column["name"] for column in inspect(connection).get_columns("problems")]
        columns = [name for name in columns if name not in told_elsewhere]
        names, empty = ", ".join(columns), ", ".join("''" for _ in columns)
        for number in (1, 2):
            connection.execute(text(
                f"INSERT INTO problems (id, version, state, opened_on, recurrences, evidence_count, fingerprint, {names}) "
                f"VALUES ({number}, 1, '未启动', '2021-11-20', 0, 0, 'f{number}', {empty})"))  # fmt: skip
            connection.execute(text(
                "INSERT INTO events (id, problem_id, version, at, day, who, kind, state_was, state, changes, note) VALUES "
                f"({number}, {number}, 1, '2021-11-20 09:00:00.000000', '2021-11-20', {told}, '{{}}', '从前')"))  # fmt: skip
    upgrade(engine)
    ledger = Ledger(engine, tmp_path / "ledger", clock)

    def touched() -> list[str]:
        return [fault for fault in verify_ledger(ledger).faults if "改过" in fault]

    assert not touched(), "what was there counts as it was"
    with pytest.raises(Exception, match="不能改"), engine.begin() as connection:
        connection.execute(text("UPDATE events SET note = 'x'"))
    with unguarded(engine) as connection:
        connection.execute(text("UPDATE events SET note = 'x' WHERE id = 2"))
    assert len(touched()) == 1 and "问题 2 第 1 条" in touched()[0]
    engine.dispose()


def test_a_sighting_is_no_event(worked: Ledger) -> None:
    worked.recur_many({}, "甲")
    worked.open(Draft({"source": "排查", "title": "断水"}, Sighting(file_hash="a", sheet="b", sheet_row=1)), "乙")
    assert verify_ledger(worked).faults == ()
