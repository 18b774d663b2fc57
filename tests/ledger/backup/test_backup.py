"""Backup of a ledger in use, restored on each database; damaged ones refused; what `verify` finds."""

import hashlib
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, text

from core.database import database_url, make_engine, reading, writing
from core.errors import UserError
from indicators.books import put_in_force, read_book, read_history, save
from indicators.figures.anything import keep_answer
from ledger.backup import make as backup
from ledger.backup.make import MANIFEST, make_backup
from ledger.backup.restore import restore_backup
from ledger.backup.verify import verify_ledger
from ledger.book.database import upgrade
from ledger.book.evidence import kept_path, read_file
from ledger.book.ledger import Ledger
from ledger.book.models import Base
from ledger.book.problems import Draft
from ledger.lists.drafts import ListOptions
from ledger.lists.taking_in import import_list
from shows.kept import Show, Spec, read_shows, save_show
from tests.indicators.books.conftest import small
from tests.ledger.book.test_book import PDF, assert_replays, close
from tests.ledger.conftest import DATABASES, make_url
from tests.loaders.sheets import write_csv

Make = Callable[..., Draft]
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def filled(ledger: Ledger, draft: Make, tmp_path: Path) -> Ledger:
    """A ledger with a problem closed and come again, one changed, and one from a list."""
    first = ledger.open(draft(title="缺水", deadline="2021-12-01"), "甲").problem
    close(ledger, first)
    ledger.open(draft(title="缺水", source="国家暗访"), "乙")
    second = ledger.open(draft(title="断路\n“引号”"), "甲").problem
    ledger.change(second.id, 1, {"deadline": "2021-12-20", "remedy": "修"}, "乙")
    path = write_csv(tmp_path / "清单.csv", [["问题"], ["缺电"]])
    import_list(ledger, path, ListOptions(source="排查"), "甲")
    return ledger


@pytest.fixture(params=DATABASES)
def target(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of an empty ledger, on each database in turn."""
    folder = tmp_path / "other"
    folder.mkdir()
    monkeypatch.setenv("LEDGER_URL", make_url(request.param, folder, request))
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of an empty SQLite ledger."""
    monkeypatch.delenv("LEDGER_URL", raising=False)
    return tmp_path / "other"


def opened(folder: Path, clock: Any) -> Ledger:
    """The ledger that was restored there."""
    return Ledger(make_engine(database_url(folder)), folder / "ledger", clock)


def all_rows(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    with reading(ledger.engine) as connection:
        return {
            name: [tuple(row) for row in connection.execute(table.select().order_by(table.c.id))]
            for name, table in Base.metadata.tables.items()
        }


def rewritten(path: Path, rows: Callable[[Rows], object], manifest: Callable[[dict[str, Any]], object]) -> Path:
    """The backup with its rows and then its manifest changed; hashes and counts follow the rows."""
    other = path.with_name(f"rewritten-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as made:
        listing = json.loads(source.read(MANIFEST))
        held: Rows = {
            name: [json.loads(line) for line in source.read(f"tables/{name}.jsonl").splitlines()]
            for name in listing["tables"]
        }
        rows(held)
        for name, lines in held.items():
            content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
            listing["tables"][name] = {"rows": len(lines), "sha256": hashlib.sha256(content).hexdigest()}
            made.writestr(f"tables/{name}.jsonl", content)
        for name in (*listing["files"], *listing["office"]):
            made.writestr(name, source.read(name))
        manifest(listing)
        made.writestr(MANIFEST, json.dumps(listing))
    return other


def test_a_backup_restores_every_row_and_file_on_each_database(
    filled: Ledger, target: Path, tmp_path: Path, clock: Any
) -> None:
    report = make_backup(filled, tmp_path / "备份.zip")
    assert (report.rows["problems"], report.files, report.missing) == (3, 2, ())
    restored = restore_backup(target, report.path)
    ledger = opened(target, clock)
    assert all_rows(ledger) == all_rows(filled)
    assert (restored.rows, restored.files, restored.verified.faults) == (report.rows, 2, ())
    assert read_file(ledger.folder, ledger.evidence(1)[0].digest) == PDF
    assert len(list((target / "files").iterdir())) == 1
    assert verify_ledger(ledger).faults == ()
    ledger.engine.dispose()


def test_work_goes_on_after_the_numbers_that_were_restored(
    filled: Ledger, target: Path, tmp_path: Path, clock: Any, draft: Make
) -> None:
    restore_backup(target, make_backup(filled, tmp_path / "备份.zip").path)
    ledger = opened(target, clock)
    assert ledger.open(draft(title="断路 引号"), "甲").outcome == "known"
    problem = ledger.open(draft(title="新问题"), "甲").problem
    assert problem.id == 4
    close(ledger, problem)
    assert_replays(ledger, 4)
    assert verify_ledger(ledger).faults == ()
    ledger.engine.dispose()


def test_what_is_written_during_a_backup_is_wholly_in_it_or_not_at_all(
    filled: Ledger, folder: Path, tmp_path: Path, clock: Any, draft: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, read = all_rows(filled), backup.table_rows

    def meddled(connection: Any, table: Table) -> Iterator[dict[str, Any]]:
        yield from read(connection, table)
        problem = filled.read(2)
        filled.change(2, problem.version, {"remedy": f"趁读完 {table.name} 时改"}, "丙")
        filled.open(draft(title=f"趁读完 {table.name} 时登记"), "丙")

    monkeypatch.setattr(backup, "table_rows", meddled)
    report = make_backup(filled, tmp_path / "备份.zip")
    monkeypatch.undo()
    monkeypatch.delenv("LEDGER_URL", raising=False)
    assert filled.read(2).version > 3
    restore_backup(folder, report.path)
    ledger = opened(folder, clock)
    assert all_rows(ledger) == before
    ledger.engine.dispose()


def test_a_backup_among_busy_writers_holds_together(filled: Ledger, folder: Path, tmp_path: Path, clock: Any) -> None:
    stop, busy = threading.Event(), threading.Barrier(3)

    def write(name: str) -> None:
        for number in range(10_000):
            if number == 3:
                busy.wait(60)
            if stop.is_set():
                return
            filled.note(2, name, f"第 {number} 次")

    writers = [threading.Thread(target=write, args=(name,)) for name in ("丙", "丁")]
    for writer in writers:
        writer.start()
    try:
        busy.wait(60)
        report = make_backup(filled, tmp_path / "备份.zip")
    finally:
        stop.set()
        for writer in writers:
            writer.join(60)
    restored = restore_backup(folder, report.path)
    assert restored.verified.faults == () and restored.verified.events == report.rows["events"] > 12
    assert verify_ledger(filled).events >= restored.verified.events


def test_a_ledger_that_holds_something_is_not_overwritten(
    filled: Ledger, target: Path, tmp_path: Path, clock: Any, draft: Make
) -> None:
    path = make_backup(filled, tmp_path / "备份.zip").path
    restore_backup(target, path)
    ledger = opened(target, clock)
    ledger.open(draft(title="恢复以后登记的"), "甲")
    with pytest.raises(UserError, match="只能恢复到空的台账"):
        restore_backup(target, path)
    assert ledger.read(4).title == "恢复以后登记的"
    if ledger.engine.dialect.name == "postgresql":
        with pytest.raises(UserError, match="空库"):
            restore_backup(target, path, replace=True)
        assert ledger.read(4).title == "恢复以后登记的"
    ledger.engine.dispose()


def test_replacing_keeps_the_old_ledger_aside_and_a_running_server_sees_the_new_one(
    filled: Ledger, folder: Path, tmp_path: Path, clock: Any, draft: Make
) -> None:
    path = make_backup(filled, tmp_path / "备份.zip").path
    restore_backup(folder, path)
    server = opened(folder, clock)
    server.open(draft(title="会被换下的"), "甲")
    report = restore_backup(folder, path, replace=True)
    assert all_rows(server) == all_rows(filled)
    assert server.open(draft(title="换好以后的"), "甲").problem.id == 4
    server.engine.dispose()
    assert report.aside is not None and report.aside.parent == folder / "ledger"
    aside = Ledger(make_engine(f"sqlite:///{report.aside}"), folder / "ledger", clock)
    assert aside.read(4).title == "会被换下的" and not [
        fault for fault in verify_ledger(aside).faults if "旁记" not in fault
    ]
    aside.engine.dispose()


def test_a_backup_of_an_older_revision_is_brought_up(filled: Ledger, target: Path, tmp_path: Path, clock: Any) -> None:
    path = make_backup(filled, tmp_path / "备份.zip").path

    def first_revision(rows: Rows) -> None:
        for row in rows["sightings"]:
            del row["row_count"]
        for row in rows["events"]:
            del row["key"], row["digest"]

    old = rewritten(path, first_revision, lambda listing: listing.update(revision="0001"))
    restore_backup(target, old)
    ledger = opened(target, clock)
    assert all_rows(ledger)["events"] == all_rows(filled)["events"]
    ledger.engine.dispose()


def flip(content: bytes) -> bytes:
    """One byte of the first table's packed content is another."""
    at = content.index(b"tables/problems.jsonl") + 60
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


@pytest.mark.parametrize(
    "spoil",
    [lambda content: content[: len(content) // 2], flip, lambda content: b"", lambda content: b"PK\x03\x04 no zip"],
)
def test_a_damaged_backup_is_refused_and_nothing_is_written(
    filled: Ledger, folder: Path, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    path = make_backup(filled, tmp_path / "备份.zip").path
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(UserError, match="备份不完整或已损坏"):
        restore_backup(folder, path)
    assert not (folder / "ledger" / "ledger.db").exists()


@pytest.mark.parametrize(
    ("rows", "manifest", "word"),
    [
        (lambda rows: rows["problems"][1].update(remedy="悄悄改的"), lambda listing: None, "remedy 与台账不符"),
        (lambda rows: rows["events"].pop(1), lambda listing: None, "应为 1 至"),
        (lambda rows: None, lambda listing: listing["tables"]["events"].update(rows=1), "与目录不符"),
        (lambda rows: None, lambda listing: listing.update(format=99), "格式不认识"),
        (lambda rows: None, lambda listing: listing.update(revision="9999"), "更新版本"),
        (lambda rows: None, lambda listing: listing.pop("files"), "目录"),
        (lambda rows: None, lambda listing: listing["files"].update({"../../坏": {"sha256": "0" * 64}}), "不是备份里会有"),
        (lambda rows: None, lambda listing: listing["files"].update({f"evidence/00/{'0' * 64}": {"sha256": "0" * 64}}), "读不出来"),
        (lambda rows: rows["evidence"].clear(), lambda listing: None, "份佐证"),
    ],
)  # fmt: skip
def test_a_backup_that_does_not_hold_together_is_refused(
    filled: Ledger, folder: Path, tmp_path: Path, rows: Any, manifest: Any, word: str
) -> None:
    path = rewritten(make_backup(filled, tmp_path / "备份.zip").path, rows, manifest)
    with pytest.raises(UserError, match=word):
        restore_backup(folder, path)
    assert not (folder / "ledger" / "ledger.db").exists()


@pytest.fixture
def decided(filled: Ledger, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """The ledger with a book in force beside it that has a newer draft, a show, and an answer about a figure."""
    folder = filled.folder.parent
    monkeypatch.setenv("DATA_DIR", str(folder))
    put_in_force(save(small(), "甲", "试"), "乙", "通过")
    save(small({"points": 5, "department": "教育局"}), "甲", "改", into="b0001")
    save_show(folder, Show("", "动员会", (Spec("standing"),)), "甲")
    keep_answer(folder, "township_progress.done_count", "户", "higher_is_better", "甲")
    (folder / "books" / "b0001" / "0003.part").mkdir()
    (folder / "books" / "b0001" / "0003.part" / "framework.yaml").write_text("half written", encoding="utf-8")
    return filled


def kept_by_the_office(folder: Path) -> dict[str, bytes]:
    """What stands in the folders of books, shows and answers, without what is half written and locks."""
    paths = [path for name in ("books", "shows", "mappings") for path in (folder / name).rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if ".part" not in str(path) and path.suffix != ".lock"
    }


def test_a_backup_brings_back_books_shows_and_answers(
    decided: Ledger, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = kept_by_the_office(decided.folder.parent)
    report = make_backup(decided, tmp_path / "备份.zip")
    assert report.office == len(wanted) > 5
    restored = restore_backup(target, report.path)
    assert kept_by_the_office(target) == wanted and (restored.office, restored.set_aside) == (len(wanted), ())
    monkeypatch.setenv("DATA_DIR", str(target))
    assert [event.did for event in read_history("b0001")] == ["saved", "put_in_force", "saved"]
    assert read_book("b0001@2")["measures"]["done"]["department"] == "教育局"
    assert [show.title for show in read_shows(target)][1:] == ["动员会"]
    put_in_force("b0001@2", "乙", "接着用")


def test_other_books_than_the_backups_are_not_replaced_unless_asked_and_then_set_aside(
    decided: Ledger, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_backup(decided, tmp_path / "备份.zip").path
    wanted = kept_by_the_office(decided.folder.parent)
    monkeypatch.setenv("DATA_DIR", str(folder))
    save(small(title="别的办法"), "丙", "试")
    before = kept_by_the_office(folder)
    with pytest.raises(UserError, match="已有本单位的办法"):
        restore_backup(folder, path)
    assert kept_by_the_office(folder) == before and not (folder / "ledger" / "ledger.db").exists()
    report = restore_backup(folder, path, replace=True)
    assert kept_by_the_office(folder) == wanted
    (aside,) = report.set_aside
    assert "别的办法" in (aside / "b0001" / "0001" / "framework.yaml").read_text(encoding="utf-8")
    assert restore_backup(folder, path, replace=True).set_aside == (), "the same is not set aside again"


@pytest.mark.parametrize("name", ["office/books/../../坏.yaml", "office/store/坏.json", "office/shows/坏.exe"])
def test_a_backup_with_files_no_office_keeps_is_refused(
    decided: Ledger, folder: Path, tmp_path: Path, name: str
) -> None:
    made = make_backup(decided, tmp_path / "备份.zip").path
    path = rewritten(made, lambda rows: None, lambda listing: listing["office"].update({name: {"sha256": "0" * 64}}))
    with pytest.raises(UserError, match="不是备份里会有"):
        restore_backup(folder, path)
    assert kept_by_the_office(folder) == {}


def test_a_backup_never_replaces_a_file(filled: Ledger, tmp_path: Path) -> None:
    path = make_backup(filled, tmp_path / "备份.zip").path
    content = path.read_bytes()
    with pytest.raises(UserError, match="备份不覆盖旧的"):
        make_backup(filled, path)
    assert path.read_bytes() == content
    with pytest.raises(UserError, match="写不进去"):
        make_backup(filled, tmp_path / "没有这个文件夹" / "备份.zip")
    assert [one.name for one in tmp_path.glob("*备份*")] == ["备份.zip"]


def test_a_missing_file_is_told_at_every_step(filled: Ledger, folder: Path, tmp_path: Path) -> None:
    digest = filled.evidence(1)[0].digest
    kept_path(filled.folder, digest).unlink()
    assert verify_ledger(filled).faults == (f"文件「照片.pdf」不在了（{digest[:12]}）",)
    report = make_backup(filled, tmp_path / "备份.zip")
    assert report.missing == (digest,)
    assert restore_backup(folder, report.path).verified.faults == verify_ledger(filled).faults
    kept_path(filled.folder, digest).write_bytes(b"%PDF other")
    assert verify_ledger(filled).faults == (f"文件「照片.pdf」内容被改动（{digest[:12]}）",)


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE problems SET remedy = '悄悄改的' WHERE id = 2", "2021-00002：按记录推算的 remedy 与台账不符"),
        ("UPDATE problems SET version = 3 WHERE id = 2", "应为 1 至 3"),
        ("UPDATE problems SET evidence_count = 2 WHERE id = 1", "应有 2 份佐证，登记了 1 份"),
    ],
)
def test_verify_names_the_problem_whose_row_was_changed_past_the_ledger(
    filled: Ledger, statement: str, word: str
) -> None:
    assert verify_ledger(filled).faults == ()
    with writing(filled.engine) as connection:
        connection.execute(text(statement))
    assert any(word in fault for fault in verify_ledger(filled).faults)


def test_verify_finds_problems_without_events_and_events_without_a_problem(
    draft: Make, tmp_path: Path, clock: Any
) -> None:
    """SQLite only: its file can be written with the constraints off, as by another program."""
    engine = make_engine(f"sqlite:///{tmp_path / 'ledger.db'}")
    upgrade(engine)
    ledger = Ledger(engine, tmp_path, clock)
    for title in ("一", "二", "三"):
        ledger.open(draft(title=title), "甲")
    with writing(engine) as connection:
        connection.execute(text("DROP TRIGGER events_no_delete"))
        connection.execute(text("DROP TRIGGER problems_no_delete"))
        connection.execute(text("DELETE FROM events WHERE problem_id IN (1, 3)"))
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    assert verify_ledger(ledger).faults[:2] == ("问题 1：没有任何记录", "问题 3：没有任何记录")
    engine.dispose()


def test_a_damaged_ledger_is_replaced_by_its_backup_and_kept_beside(
    filled: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_backup(filled, tmp_path / "a.zip")
    monkeypatch.delenv("LEDGER_URL", raising=False)
    folder = tmp_path / "damaged"
    path = folder / "ledger" / "ledger.db"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"garbage" * 500)
    with pytest.raises(UserError, match="台账文件损坏"):
        restore_backup(folder, tmp_path / "a.zip")
    assert restore_backup(folder, tmp_path / "a.zip", replace=True).verified.faults == ()
    (kept,) = path.parent.glob("ledger.before-*.db")
    assert kept.read_bytes().startswith(b"garbage")
