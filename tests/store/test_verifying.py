"""Every file that is not as it was written is found, with its table, its version and the way back."""

import os
import random
import shutil
from pathlib import Path

import pytest

from core import seals
from core.errors import UserError
from store import verify
from store.verifying import CHANGED, FOREIGN, MISSING
from store.versions import Store
from tests.store.kept_store import fill, kept_files
from tests.store.stored_frames import payment_rows, store_rows

FLIPS = 450


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "data"
    folder.mkdir()
    fill(folder, checkpoints=True)
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "data"))


def test_a_whole_store_has_no_fault(filled: Path) -> None:
    found = verify(filled)
    assert (found.faults, found.recorded) == ((), 0)
    assert found.files == len([path for path in kept_files(filled) if path.parent.name != seals.FOLDER])


def test_every_flipped_bit_is_found_in_every_kind_of_file(folder: Path) -> None:
    """One bit a file, of some of the files at a time, the seals among them; each is named, and nothing else is."""
    chance, files = random.Random(20211120), kept_files(folder)
    sealed = [path for path in files if path.parent.name != seals.FOLDER]
    flipped = 0
    while flipped < FLIPS:
        some = chance.sample(sealed, 15)
        kept = {path: flip(path, chance) for path in some}
        assert {fault.file for fault in verify(folder).faults} == {path.relative_to(folder).as_posix() for path in some}
        for path, content in kept.items():
            path.write_bytes(content)
        flipped += len(some)
    for path in [path for path in files if path not in sealed]:
        for _ in range(3):
            content = flip(path, chance)
            assert path.relative_to(folder).as_posix() in {fault.file for fault in verify(folder).faults}
            path.write_bytes(content)
    assert verify(folder).faults == ()


def flip(path: Path, chance: random.Random) -> bytes:
    """Changes one bit of a file; what it was."""
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    path.write_bytes(changed)
    return whole


def test_a_changed_file_is_named_with_table_version_and_the_way_back(folder: Path) -> None:
    log = folder / "store" / "fund_payments" / "_delta_log" / f"{1:020d}.json"
    log.write_text(log.read_text(encoding="utf-8").replace("433123", "433124"), encoding="utf-8")
    (fault,) = verify(folder).faults
    assert (fault.what, fault.table, fault.version) == (CHANGED, "fund_payments", "fund_payments@1")
    assert "python -m loaders mend fund_payments" in fault.way_back
    assert log.name in fault.say() and CHANGED in fault.say()


def test_what_only_an_older_version_has_is_said_to_cost_that_one(folder: Path) -> None:
    old = next(
        path
        for path in (folder / "store" / "grades").glob("*.parquet")
        if path.name in (folder / "store" / "grades" / "_delta_log" / f"{0:020d}.json").read_text(encoding="utf-8")
    )
    old.unlink()
    (fault,) = verify(folder).faults
    assert (fault.what, fault.version) == (MISSING, "grades@0")
    assert "不影响" in fault.way_back and "旧版本不能再恢复" in fault.way_back


def test_the_last_entry_of_a_log_that_is_gone_is_missed(folder: Path) -> None:
    (folder / "store" / "fund_payments" / "_delta_log" / f"{1:020d}.json").unlink()
    (fault,) = verify(folder).faults
    assert (fault.what, fault.version) == (MISSING, "fund_payments@1")


def test_a_stranger_is_named(folder: Path) -> None:
    for name in ("store/grades/part-strange.parquet", "files/strange.xlsx", "imports/strange.json"):
        (folder / name).write_bytes(b"strange")
    found = {fault.file: fault.what for fault in verify(folder).faults}
    assert found == {
        "store/grades/part-strange.parquet": FOREIGN,
        "files/strange.xlsx": FOREIGN,
        "imports/strange.json": FOREIGN,
    }


def test_a_folder_of_before_there_were_seals_gets_them_at_the_first_look(folder: Path) -> None:
    shutil.rmtree(folder / seals.FOLDER)
    first = verify(folder)
    assert first.recorded == first.files and first.faults == ()
    assert verify(folder).recorded == 0
    original = next((folder / "files").iterdir())
    original.write_bytes(b"changed")
    (fault,) = verify(folder).faults
    assert fault.what == CHANGED


def test_an_import_into_an_old_folder_does_not_make_its_other_files_strangers(folder: Path) -> None:
    shutil.rmtree(folder / seals.FOLDER)
    store_rows(Store(folder), payment_rows("433124", 2))
    assert not seals.is_complete(folder)
    first = verify(folder)
    assert first.recorded and first.faults == ()


def test_what_was_looked_through_is_taken_as_it_is_now_when_asked(folder: Path) -> None:
    (folder / "files" / "strange.xlsx").write_bytes(b"strange")
    next((folder / "mappings").iterdir()).write_text("{}", encoding="utf-8")
    (folder / "imports" / "i2.json").unlink()
    assert len(verify(folder).faults) == 3
    assert verify(folder, record=True).faults == ()
    assert verify(folder).faults == ()


def test_a_writer_killed_between_the_seal_and_the_file_leaves_no_fault(folder: Path) -> None:
    """The file is still the one before: its seal holds too."""
    path = next((folder / "mappings").iterdir())
    seals.add(folder, {path: seals.seal_of_content(b"never written")})
    assert verify(folder).faults == ()


def test_half_a_line_of_a_killed_writer_spoils_no_other(folder: Path) -> None:
    room = folder / seals.FOLDER / "mappings.txt"
    with room.open("ab") as file:
        file.write(b"12345678 half a l")
    path = folder / "mappings" / "more.json"
    path.write_text("{}", encoding="utf-8")
    seals.seal(folder, path)
    (fault,) = verify(folder).faults
    assert "校验记录损坏" in fault.what
    assert verify(folder, record=True).faults == () and verify(folder).faults == ()


def test_a_note_that_cannot_be_read_is_named_and_stops_nobody(folder: Path) -> None:
    note = folder / "imports" / "unfinished" / "i9.json"
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text("garbage{", encoding="utf-8")
    (fault,) = verify(folder).faults
    assert fault.file == "imports/unfinished/i9.json" and "没有完成" in fault.way_back


def test_a_folder_that_is_away_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="数据目录不在"):
        verify(tmp_path / "away")
    assert not (tmp_path / "away").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_can_be_looked_at(folder: Path) -> None:
    (folder / "imports").chmod(0o500)
    assert verify(folder).faults == ()
