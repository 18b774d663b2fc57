"""A disk that is full or cannot be written, a clock that was set back, an import that was killed: words, reading goes on, nothing stays."""

import builtins
import errno
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core import json_files
from core.errors import UNWRITABLE, UserError
from loaders.importing import import_file
from store import delta_files, verify, versions
from store.versions import Store
from tests.loaders.sheets import write_csv
from tests.store.kept_store import fill
from tests.store.stored_frames import PAYMENTS, payment_rows, read_rows, store_rows

Break = Callable[[int], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    fill(made)
    return made


@pytest.fixture
def break_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Break:
    """From here on nothing in the data folder can be written: every file that is opened for it, made or renamed fails."""

    def break_it(number: int) -> None:
        def refuse(path: Any) -> None:
            if str(path).startswith(str(folder)):
                raise OSError(number, os.strerror(number), str(path))

        real_open, real_os_open, real_mkdir, real_replace = io.open, os.open, os.mkdir, os.replace

        def guarded_open(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
            if set(mode) & set("wxa+"):
                refuse(file)
            return real_open(file, mode, *more, **named)

        def guarded_os_open(path: Any, flags: int, *more: Any, **named: Any) -> int:
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                refuse(path)
            return real_os_open(path, flags, *more, **named)

        def guarded_mkdir(path: Any, *more: Any, **named: Any) -> None:
            if not Path(os.fsdecode(path)).exists():
                refuse(path)
            real_mkdir(path, *more, **named)

        def guarded_replace(source: Any, target: Any, **named: Any) -> None:
            refuse(target)
            real_replace(source, target, **named)

        for module, name, guarded in (
            (io, "open", guarded_open), (builtins, "open", guarded_open), (os, "open", guarded_os_open), (os, "mkdir", guarded_mkdir),
            (os, "replace", guarded_replace), (os, "rename", guarded_replace),
        ):  # fmt: skip
            monkeypatch.setattr(module, name, guarded)

    return break_it


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_cannot_be_written_is_said_and_is_read_all_the_same(
    folder: Path, tmp_path: Path, break_disk: Break, number: int
) -> None:
    file = write_csv(tmp_path / "支付明细.csv", [["县市", "凭证号", "支付金额（元）"], ["吉首市", "v1", "100"]])
    store, before = Store(folder), files_of(folder)
    break_disk(number)
    for write in (
        lambda: store_rows(store, payment_rows("433124", 2)),
        lambda: import_file(file, folder=folder),
        lambda: store.confirm("n1", "a.csv", "甲"),
    ):
        with pytest.raises(UserError, match=UNWRITABLE) as told:
            write()
        assert os.strerror(number) in told.value.message
    assert len(read_rows(store, "SELECT * FROM fund_payments")) == 8
    assert store.history() and store.damaged() == {}
    assert files_of(folder) == before


def test_a_disk_that_fills_while_rows_are_written_keeps_no_part_of_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of two files does not fit, and so the first is in no version."""
    monkeypatch.setattr(delta_files, "ROWS_PER_FILE", 2)
    written, real = list[str](), delta_files._write_data_file

    def fill_up(home: Path, *more: Any) -> Any:
        if written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(real(home, *more).path)
        return real(home, *more)

    before = files_of(folder)
    monkeypatch.setattr(delta_files, "_write_data_file", fill_up)
    with pytest.raises(UserError, match=UNWRITABLE):
        store_rows(Store(folder), payment_rows("433124", 4))
    monkeypatch.undo()
    left = {name for name in files_of(folder) - before if not name.endswith(written[0])}
    assert left <= {"imports/writing.lock"}
    (folder / "store" / PAYMENTS.name / written[0]).unlink()


def test_a_commit_that_fails_keeps_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = files_of(folder)
    monkeypatch.setattr(versions.delta_files, "commit_files", fail)
    with pytest.raises(UserError, match=UNWRITABLE):
        store_rows(Store(folder), payment_rows("433101", 4))
    assert files_of(folder) == before
    assert verify(folder).faults == ()


def test_half_a_report_is_not_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = files_of(folder)
    monkeypatch.setattr(json_files.seals, "add", fail)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        json_files.write_json(folder / "imports" / "i9.json", {"a": 1}, sealed_in=folder)
    assert files_of(folder) == before


def test_what_a_killed_import_left_is_swept_by_the_next(folder: Path) -> None:
    """Its note, a file in no version, half a copy of the original; what is in a version stays."""
    home = folder / "store" / PAYMENTS.name
    note = {"import_id": "i9", "file_name": "a.xlsx", "who": "甲", "when": "2021-11-20", "tables": {PAYMENTS.name: 1}}
    (folder / "imports" / "unfinished").mkdir(exist_ok=True)
    (folder / "imports" / "unfinished" / "i9.json").write_text(json.dumps(note), encoding="utf-8")
    frame = read_rows(Store(folder), "SELECT * FROM fund_payments")
    batches = next(home.glob("part-*.parquet")).read_bytes()
    (home / "part-orphan.parquet").write_bytes(batches)
    (folder / "files" / ".half.part").write_bytes(b"half")
    kept = set(home.glob("*.parquet")) - {home / "part-orphan.parquet"}
    Store(folder).put_back_unfinished()
    assert set(home.glob("*.parquet")) == kept and not (folder / "files" / ".half.part").exists()
    assert read_rows(Store(folder), "SELECT * FROM fund_payments") == frame
    assert verify(folder).faults == ()


def test_a_clock_that_was_set_back_puts_no_version_before_an_older_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(folder)
    monkeypatch.setattr(versions, "_now", lambda: "2019-01-01T00:00:00.000+08:00")
    store_rows(store, payment_rows("433124", 1))
    labels = [entry.label for entry in store.history(PAYMENTS.name)]
    assert labels == ["fund_payments@2", "fund_payments@1", "fund_payments@0"]
    mixed = [entry.label for entry in store.history() if entry.table == PAYMENTS.name]
    assert mixed == labels
    assert store.withdraw("fund_payments@2", "甲", "时钟不对") == "fund_payments@3"
