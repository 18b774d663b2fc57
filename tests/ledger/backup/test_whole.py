"""The whole data folder backed up while it is in use, and put back on an empty machine the same, on each database."""

import json
import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from access.audit import Act, open_record
from access.audit import verify as verify_record
from access.database import open_engine as open_access
from core import folder_mark
from core.database import reading
from core.errors import UserError
from ledger.backup import backup_whole, check_whole, restore_whole
from ledger.backup.whole import MANIFEST
from ledger.book.ledger import open_ledger
from ledger.book.models import EventRow
from ledger.book.problems import Draft
from loaders.__main__ import main
from shows.kept import Show, Spec, read_shows, save_show
from store import Store, keep_original, verify
from tests.ledger.conftest import DATABASES, make_url
from tests.store.kept_store import fill
from tests.store.stored_frames import payment_rows, read_rows, store_rows

Make = Callable[..., Draft]
WHOLE = ("fund_payments", "grades", "places")


@pytest.fixture
def folder(tmp_path: Path, draft: Make, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one of everything, its database in SQLite."""
    monkeypatch.delenv("LEDGER_URL", raising=False)
    return make_folder(tmp_path / "data", draft)


def make_folder(folder: Path, draft: Make) -> Path:
    folder.mkdir()
    fill(folder)
    problem = open_ledger(folder).open(draft(title="缺水", deadline="2021-12-01"), "甲").problem
    open_ledger(folder).change(problem.id, 1, {"remedy": "修"}, "乙")
    open_record(folder).add(Act("import", "fund_payments@1", "甲"))
    save_show(folder, Show("", "动员会", (Spec("league", {}, ""),)), "甲")
    return folder


def content(folder: Path) -> dict[str, Any]:
    """All that a person could ask of a data folder."""
    store = Store(folder)
    with reading(open_ledger(folder).engine) as connection:
        events = [tuple(row) for row in connection.execute(select(EventRow.__table__).order_by(EventRow.id))]
    return {
        "rows": {name: read_rows(store, f"SELECT * FROM {name} ORDER BY ALL") for name in WHOLE},
        "history": store.history(),
        "content": store.content_key(),
        "originals": {path.name: path.read_bytes() for path in (folder / "files").iterdir()},
        "reports": {path.name: path.read_bytes() for path in (folder / "imports").glob("*.json")},
        "findings": {path.name: path.read_bytes() for path in (folder / "findings").rglob("*.*")},
        "events": events,
        "acts": list(open_record(folder).lines()),
        "shows": [(show.id, show.title) for show in read_shows(folder)],
        "number": folder_mark.read(folder),
    }


def test_put_back_on_an_empty_machine_it_is_the_same(folder: Path, tmp_path: Path) -> None:
    made = backup_whole(folder, tmp_path / "all.zip")
    before = content(folder)
    shutil.rmtree(folder)
    done = restore_whole(tmp_path / "other", made.path)
    assert (done.files, content(tmp_path / "other")) == (made.files, before)
    assert verify(tmp_path / "other").faults == ()
    assert verify_record(open_record(tmp_path / "other")).faults == ()
    store_rows(Store(tmp_path / "other"), payment_rows("433124", 1))
    assert not list((tmp_path / "other").glob(".restoring*"))


@pytest.mark.parametrize("kind", DATABASES)
def test_the_database_comes_along_whichever_it_is(
    kind: str, tmp_path: Path, draft: Make, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("LEDGER_URL", make_url(kind, tmp_path / "one", request))
    made = backup_whole(make_folder(tmp_path / "data", draft), tmp_path / "all.zip")
    before = content(tmp_path / "data")
    open_access(tmp_path).dispose()
    monkeypatch.setenv("LEDGER_URL", make_url(kind, tmp_path / "two", request))
    restore_whole(tmp_path / "other", made.path)
    assert content(tmp_path / "other") == before
    assert verify_record(open_record(tmp_path / "other")).lines == 1
    open_record(tmp_path / "other").add(Act("import", "grades@1", "乙"))
    open_access(tmp_path / "other").dispose()


def test_made_under_load_it_is_one_state_of_everything(folder: Path, tmp_path: Path, draft: Make) -> None:
    stop, failed = threading.Event(), list[Exception]()

    def work(act: Callable[[int], Any]) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                act(number)
            except Exception as error:  # told below
                failed.append(error)
                return

    def bring(number: int) -> None:
        original = tmp_path / f"{number}.csv"
        original.write_text(f"{number}", encoding="utf-8")
        keep_original(folder, original)
        store_rows(Store(folder), payment_rows("433124", 2, amount=float(number)), import_id=f"load{number}")

    def note(number: int) -> None:
        open_ledger(folder).open(draft(title=f"问题{number}"), "甲")

    workers = [threading.Thread(target=work, args=(act,)) for act in (bring, note)]
    for worker in workers:
        worker.start()
    made = [backup_whole(folder, tmp_path / f"all{number}.zip").path for number in range(3)]
    stop.set()
    for worker in workers:
        worker.join()
    assert not failed
    for number, path in enumerate(made):
        other = tmp_path / f"other{number}"
        restore_whole(other, path)
        assert verify(other).faults == () and Store(other).damaged() == {}
        assert (
            len(read_rows(Store(other), "SELECT DISTINCT paid_cny FROM fund_payments WHERE county_code = '433124'"))
            <= 1
        )


def test_a_folder_that_holds_anything_is_not_written_over(folder: Path, tmp_path: Path) -> None:
    made = backup_whole(folder, tmp_path / "all.zip")
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="只能恢复到空的数据目录"):
        restore_whole(other, made.path)
    assert [path.name for path in other.iterdir()] == ["mine.txt"]


def test_an_empty_folder_that_is_there_is_filled(folder: Path, tmp_path: Path) -> None:
    """As of a drive that is mounted there."""
    (tmp_path / "other").mkdir()
    restore_whole(tmp_path / "other", backup_whole(folder, tmp_path / "all.zip").path)
    assert content(tmp_path / "other") == content(folder)


def test_a_damaged_backup_is_said_and_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    path = backup_whole(folder, tmp_path / "all.zip").path
    whole = path.read_bytes()
    for at in range(40, len(whole), len(whole) // 25):
        changed = bytearray(whole)
        changed[at] ^= 4
        path.write_bytes(changed)
        try:
            check_whole(path)
        except UserError as error:
            assert "备份" in error.message
            with pytest.raises(UserError):
                restore_whole(tmp_path / "other", path)
            assert not (tmp_path / "other").exists()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match="备份不完整或已损坏"):
        restore_whole(tmp_path / "other", path)
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    "name",
    ["../out.txt", "/etc/out", "a/../../out", "C:\\out", "a\\..\\out", "./out"],
    ids=lambda name: name.encode().hex(),
)
def test_a_made_up_backup_writes_nowhere_else(folder: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / "evil.zip"
    about = {
        "format": "whole-1",
        "made_at": "2021",
        "database": "sqlite",
        "files": {name: {"sha256": "0" * 64, "size": 1}},
    }
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "x")
        archive.writestr(MANIFEST, json.dumps(about))
    with pytest.raises(UserError, match=r"不是备份里会有的文件|不在里面|读不出来"):
        restore_whole(tmp_path / "deep" / "other", path)
    assert not list(tmp_path.rglob("out*"))


def test_a_backup_is_not_written_into_the_folder_or_over_another(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="数据目录以外"):
        backup_whole(folder, folder / "all.zip")
    (tmp_path / "all.zip").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="已经在了"):
        backup_whole(folder, tmp_path / "all.zip")


def test_a_full_disk_leaves_no_half_a_backup(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(UserError, match="备份写不进去"):
        backup_whole(folder, tmp_path / "all.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_one_command_each(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(folder))
    assert main(["backup", str(tmp_path / "all.zip")]) == 0
    assert main(["verify", "--backup", str(tmp_path / "all.zip")]) == 0
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "other"))
    assert main(["restore", str(tmp_path / "all.zip")]) == 0
    assert main(["restore", str(tmp_path / "all.zip")]) == 2
    assert "只能恢复到空的数据目录" in capsys.readouterr().err
    assert main(["verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["faults"] == []
