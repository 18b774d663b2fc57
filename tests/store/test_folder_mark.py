"""A data folder that is away is no empty program: it is said, nothing is written, and no other is made in its place."""

from pathlib import Path

import pytest

from core import folder_mark
from core.errors import UserError
from loaders.__main__ import main
from loaders.importing import import_file
from store.versions import Store
from tests.store.stored_frames import payment_rows, read_rows, store_rows


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "data")
    store.folder.mkdir()
    store_rows(store, payment_rows("433123", 2))
    return store


def test_a_folder_gets_a_number_of_its_own_at_the_first_import(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "other")
    store_rows(other, payment_rows("433123", 2))
    numbers = {folder_mark.read(one.folder) for one in (store, other)}
    assert len(numbers) == 2 and all(len(number) == 32 for number in numbers)


def test_renamed_while_in_use_it_is_said_and_nothing_is_made_or_written(store: Store, tmp_path: Path) -> None:
    away = tmp_path / "away"
    store.folder.rename(away)
    file = tmp_path / "支付明细.csv"
    file.write_text("县,金额\n", encoding="utf-8")
    for use in (
        store.versions,
        store.connect,
        lambda: store_rows(store, payment_rows("433123", 3)),
        lambda: store.confirm("n1", "a.xlsx", "甲"),
        lambda: import_file(file, folder=store.folder),
    ):
        with pytest.raises(UserError, match="数据目录不在了"):
            use()
    assert not store.folder.exists()
    away.rename(store.folder)
    assert len(read_rows(store, "SELECT * FROM fund_payments")) == 2


def test_an_empty_folder_or_another_in_its_place_is_not_taken_for_it(store: Store, tmp_path: Path) -> None:
    store.folder.rename(tmp_path / "away")
    store.folder.mkdir()
    with pytest.raises(UserError, match="数据目录是空的，不是原来那个"):
        store_rows(store, payment_rows("433123", 3))
    assert not list(store.folder.iterdir())
    store.folder.rmdir()
    other = Store(tmp_path / "other")
    store_rows(other, payment_rows("433123", 2))
    other.folder.rename(store.folder)
    with pytest.raises(UserError, match="数据目录换成了另一个"):
        store.versions()


def test_a_damaged_mark_costs_nothing(store: Store) -> None:
    (store.folder / folder_mark.MARK).write_text("garbage")
    assert store.versions() == {"fund_payments": 0}


def test_the_number_that_is_expected_can_be_set(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A drive that is not there when the program starts leaves an empty folder where it should be."""
    monkeypatch.setenv("DATA_ID", folder_mark.read(store.folder))
    assert store.versions()
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UserError, match="不是原来那个"):
        Store(empty).versions()


def test_a_drive_that_is_away_is_not_made_by_a_command_and_a_new_folder_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "drive" / "data"))
    file = tmp_path / "a.csv"
    file.write_text("县,金额\n", encoding="utf-8")
    assert main(["import", str(file)]) == 2
    assert "数据目录不存在" in capsys.readouterr().err
    assert main(["history"]) == 0
    assert not (tmp_path / "drive").exists()
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "new"))
    main(["import", str(file)])
    assert f"新建了数据目录 {tmp_path / 'new'}" in "".join(capsys.readouterr())
