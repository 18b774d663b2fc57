"""A damaged or missing file costs its own table: the others are read and written, it is named, and there is a way back."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core import seals
from core.errors import UserError
from indicators.__main__ import main as indicators_command
from loaders.__main__ import main as loaders_command
from store import damage
from store.delta_files import read_snapshot
from store.versions import Store
from tests.store.kept_store import GRADES, PLACES, fill
from tests.store.stored_frames import PAYMENTS, payment_rows, read_rows, store_rows

TABLES = (PAYMENTS.name, GRADES.name, PLACES.name)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "data"
    folder.mkdir()
    fill(folder)
    return folder


@pytest.fixture(params=[True, False], ids=["sealed", "without seals"])
def folder(request: pytest.FixtureRequest, filled: Path, tmp_path: Path) -> Path:
    made = Path(shutil.copytree(filled, tmp_path / "data"))
    if not request.param:
        shutil.rmtree(made / seals.FOLDER)
    return made


def data_file(home: Path) -> Path:
    """A file of the newest version."""
    newest = max(int(path.stem) for path in (home / "_delta_log").glob("*.json"))
    return Path(read_snapshot(home, newest).files[-1].uri)


def last_entry(home: Path) -> Path:
    return max((home / "_delta_log").glob("*.json"))


def first_entry(home: Path) -> Path:
    return min((home / "_delta_log").glob("*.json"))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    """A bit in the rows of a Parquet file, or in a word of a log."""
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)


def put_a_stranger(path: Path) -> None:
    pq.write_table(pa.table({"strange": [1, 2, 3]}), path)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garble(path: Path) -> None:
    path.write_text("garbage{", encoding="utf-8")


Change = Callable[[Path], None]
KINDS: dict[str, tuple[Callable[[Path], Path], Change]] = {
    "data truncated": (data_file, truncate),
    "data removed": (data_file, Path.unlink),
    "data flipped": (data_file, flip),
    "data of a stranger": (data_file, put_a_stranger),
    "data empty": (data_file, empty),
    "log garbage": (last_entry, garble),
    "log empty": (last_entry, empty),
    "first log garbage": (first_entry, garble),
    "first log removed": (first_entry, Path.unlink),
    "last log removed": (last_entry, Path.unlink),
}
SEEN_BY_SEALS_ALONE = {"data flipped", "last log removed"}
"""Without a seal a flipped bit is another value, and a log without its last entry is the log before it."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("folder", [True], indirect=True, ids=["sealed"])
def test_it_costs_its_own_table_which_is_named_and_comes_back(folder: Path, name: str, kind: str) -> None:
    whole = Store(folder).versions()
    choose, change = KINDS[kind]
    path = choose(folder / "store" / name)
    change(path)
    store = Store(folder)
    said = store.damaged()[name]
    assert set(store.damaged()) == {name}
    assert said.title in said.as_error().message and "python -m loaders mend" in said.way_back
    assert said.file == path.relative_to(folder).as_posix()
    assert store.versions() == {one: version for one, version in whole.items() if one != name}
    for one in TABLES:
        assert bool(read_rows(store, f"SELECT * FROM {one}")) == (one != name)
    store.history()
    for one in (PAYMENTS.name, GRADES.name):
        if name in (one, PLACES.name):  # every import stands on the places
            with pytest.raises(UserError, match=said.title):
                write_one(store, one)
        else:
            write_one(store, one)
    done = store.mend(name, "甲", "试一试")
    assert store.damaged() == {} and len(read_rows(store, f"SELECT * FROM {name}")) == done.rows
    assert all(not (folder / one).exists() for one in done.aside)
    write_one(store, PAYMENTS.name)
    write_one(store, GRADES.name)
    assert set(store.versions()) >= {PAYMENTS.name, GRADES.name}


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - SEEN_BY_SEALS_ALONE))
@pytest.mark.parametrize("folder", [False], indirect=True, ids=["without seals"])
def test_a_folder_older_than_the_seals_loses_its_own_table_alone_too(folder: Path, kind: str) -> None:
    choose, change = KINDS[kind]
    change(choose(folder / "store" / PAYMENTS.name))
    store = Store(folder)
    assert set(store.damaged()) == {PAYMENTS.name}
    assert read_rows(store, "SELECT grade FROM grades") == [("较好",)]
    store.mend(PAYMENTS.name, "甲", "试一试")
    assert store.damaged() == {}


def write_one(store: Store, name: str) -> None:
    """An import of one row."""
    if name == PAYMENTS.name:
        store_rows(store, payment_rows("433124", 1))
    else:
        store_rows(store, [grade("433124")], table=GRADES)


def grade(county: str) -> dict[str, str]:
    return {"place_code": county, "county_code": county, "period": "2021", "grade": "好"}


def test_the_rows_of_whole_files_stay_and_what_has_to_come_again_is_named(folder: Path) -> None:
    """The import that is damaged goes; the one before it stays."""
    newest = read_snapshot(folder / "store" / PAYMENTS.name, 1)
    Path(next(file for file in newest.files if file.rows == 5).uri).unlink()
    done = Store(folder).mend(PAYMENTS.name, "甲", "磁盘坏了")
    assert done.rows == 3 and done.note.startswith("文件损坏，恢复到 fund_payments@0")
    assert [(one.version, one.file_name) for one in done.lost] == [("fund_payments@1", "支付明细.xlsx")]


def test_where_an_early_file_is_damaged_the_later_ones_stay(folder: Path) -> None:
    newest = read_snapshot(folder / "store" / PAYMENTS.name, 1)
    first = next(file for file in newest.files if file.rows == 3)
    Path(first.uri).unlink()
    done = Store(folder).mend(PAYMENTS.name, "甲", "磁盘坏了")
    assert done.rows == 5 and "去掉损坏的 1 个文件（3 行）" in done.note


def test_a_whole_table_is_not_mended(filled: Path) -> None:
    with pytest.raises(UserError, match="没有损坏"):
        Store(filled).mend(PAYMENTS.name, "甲", "试一试")


def test_going_back_to_a_damaged_version_is_refused_with_the_file(folder: Path) -> None:
    store = Store(folder)
    first = next(file for file in read_snapshot(folder / "store" / GRADES.name, 0).files)
    Path(first.uri).unlink()
    assert store.damaged() == {}, "only an older version has the file"
    with pytest.raises(UserError, match=first.path):
        store.rollback("grades@0", "甲", "退回")
    assert store.rollback("grades@1", "甲", "再确认") == "grades@2"


def test_what_is_damaged_while_it_is_in_use_is_seen_at_the_next_look(folder: Path) -> None:
    store = Store(folder)
    assert store.damaged() == {}
    truncate(data_file(folder / "store" / GRADES.name))
    assert set(store.damaged()) == {GRADES.name}


@pytest.mark.parametrize("folder", [False], indirect=True, ids=["without seals"])
def test_rows_that_cannot_be_read_are_found_without_seals_once_something_failed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its size and its last lines are as they were: only who reads the rows knows."""
    monkeypatch.setattr(damage, "_is_thorough", threading.Event())
    store, path = Store(folder), data_file(folder / "store" / PAYMENTS.name)
    content = path.read_bytes()
    path.write_bytes(content[:4] + b"x" * 200 + content[204:])
    assert store.damaged() == {}
    damage.look_again()
    assert set(store.damaged()) == {PAYMENTS.name}
    assert read_rows(store, "SELECT grade FROM grades") == [("较好",)]


def test_keys_and_kept_answers_are_others_while_a_table_is_damaged(folder: Path) -> None:
    store = Store(folder)
    keys = store.version_key([GRADES.name]), store.content_key()
    path = data_file(folder / "store" / GRADES.name)
    content = path.read_bytes()
    path.unlink()
    assert store.version_key([GRADES.name]) != keys[0] and store.content_key() != keys[1]
    path.write_bytes(content)
    damage.look_again()
    assert (store.version_key([GRADES.name]), store.content_key()) == keys


def test_commands_say_which_table_their_figures_go_without(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = Path(shutil.copytree(filled, tmp_path / "data"))
    data_file(made / "store" / PLACES.name).unlink()
    monkeypatch.setenv("DATA_DIR", str(made))
    file = tmp_path / "a.csv"
    file.write_text("县,金额\n吉首市,1\n", encoding="utf-8")
    assert loaders_command(["import", str(file)]) == 2
    assert f"《{PLACES.title}》第 1 版的文件不见了" in capsys.readouterr().err
    assert indicators_command(["periods"]) in (0, 2)
    said = capsys.readouterr()
    assert "暂按没有数据处理" in said.err and "暂按没有数据处理" not in said.out
