"""Filling a store: through the same import as real tables, with exactly the planted faults, once, and resumable."""

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from core.settings import DEMO_MARK, demo_mark
from demo import fill as demo
from demo.books.households import DEPARTMENTS, EXPORTS
from demo.books.lay_out import PLANTED
from demo.fill import BOOKS, FILLING_MARK, WHO, fill_store
from demo.places.world import SEED
from loaders.importing import Choices, import_file, read_report
from store.declared.tables import find_table
from store.versions import Store
from tests.demo.invented import invented_frames


@pytest.fixture(scope="module")
def frames() -> Mapping[str, pd.DataFrame]:
    return invented_frames()


def stored_frame(folder: Path, name: str) -> pd.DataFrame:
    with Store(folder).connect() as connection:
        return connection.execute(f"FROM {name}").df()


def as_text(value: object) -> str:
    """A value that compares across types: numbers to a hundredth, dates and texts as they are, everything missing as ''."""
    if pd.isna(value):
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.2f}"
    return str(value)[: len("2021-11-20")] if hasattr(value, "year") else str(value)


def as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: [as_text(value) for value in frame[name].tolist()] for name in frame.columns})


def test_every_table_is_filled(demo_folder: Path, frames: Mapping[str, pd.DataFrame]) -> None:
    households = {book.table for book in (*EXPORTS, *DEPARTMENTS)}
    assert len(households) == 35
    assert set(Store(demo_folder).versions()) == set(frames) | households | {"exemptions", "finding_reviews"}


def test_what_is_stored_is_what_was_drawn_but_for_the_planted_cells(
    demo_folder: Path, frames: Mapping[str, pd.DataFrame]
) -> None:
    different = []
    for name, drawn in frames.items():
        key = list(find_table(name).key)
        stored = as_texts(stored_frame(demo_folder, name)[list(drawn.columns)]).sort_values(key, ignore_index=True)
        wanted = as_texts(drawn).sort_values(key, ignore_index=True)
        assert len(stored) == len(wanted), name
        for column in drawn.columns:
            changed = stored[column] != wanted[column]
            different += [(name, column)] * int(changed.sum())
    assert sorted(different) == sorted(
        [
            ("assets", "use_state"),
            ("fund_projects", "accepted_on"),
            ("fund_projects", "started_on"),
            ("township_progress", "done_count"),
        ]
    )


def test_reports_hold_exactly_the_planted_faults(demo_folder: Path) -> None:
    imports = {entry.import_id for entry in Store(demo_folder).history()}
    sheets = [sheet for one in imports for sheet in read_report(demo_folder, one)["sheets"]]
    found = [
        (sheet["file"], sheet["sheet"], problem["header"].split("/")[-1], problem["kind"])
        for sheet in sheets
        for problem in sheet["problems"]
    ]
    assert sorted(found) == sorted((one.file, one.sheet, one.header, one.kind) for one in PLANTED)
    assert not [sheet["reason"] for sheet in sheets if sheet["reason"]]
    stated = [total for sheet in sheets for total in sheet["totals"]]
    assert [total["agrees"] for total in stated].count(False) == 1
    assert len(stated) > 50


def test_every_row_knows_its_workbook(demo_folder: Path) -> None:
    for name in Store(demo_folder).versions():
        files = set(stored_frame(demo_folder, name)["source_file"])
        assert files <= {path.name for path in (demo_folder / BOOKS).iterdir()}, name


def test_it_is_marked_as_invented(demo_folder: Path) -> None:
    mark = demo_mark(demo_folder)
    assert mark is not None
    assert (mark["today"], mark["place_code"], mark["note"]) == ("2021-11-20", "433100", "模拟数据")
    assert len(json.loads(mark["planted"])) == len(PLANTED)
    assert not (demo_folder / FILLING_MARK).exists()
    assert Store(demo_folder).is_demo()


def test_a_filled_store_is_left_alone(demo_folder: Path) -> None:
    before = Store(demo_folder).versions()
    assert "未作改动" in fill_store(demo_folder)
    assert Store(demo_folder).versions() == before


@pytest.fixture
def few_books(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first three files and few households, so that filling takes a moment."""
    lay_out, build = demo.lay_out_books, demo.build_household_world
    monkeypatch.setattr(demo, "lay_out_books", lambda world, frames, households: lay_out(world, frames)[:3])
    monkeypatch.setattr(demo, "build_household_world", lambda seed, world: build(seed, 900, world))
    monkeypatch.setattr(demo, "plant_faults", lambda households: [])


@pytest.mark.usefixtures("few_books")
def test_interrupted_filling_is_taken_up_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported = []

    def stopping(path: Path, *arguments: object, **more: object) -> object:
        imported.append(path.name)
        if len(imported) == 2:
            raise KeyboardInterrupt
        return import_file(path, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(demo, "import_file", stopping)
    with pytest.raises(KeyboardInterrupt):
        fill_store(tmp_path, seed=7)
    assert (tmp_path / FILLING_MARK).exists()
    assert not (tmp_path / DEMO_MARK).exists()
    assert "已生成" in fill_store(tmp_path)
    assert imported == [imported[0], imported[1], imported[1], imported[-1]]
    assert demo_mark(tmp_path)["seed"] == "7"  # type: ignore[index]
    assert {entry.who for entry in Store(tmp_path).history()} == {WHO}


@pytest.mark.usefixtures("few_books")
def test_a_store_somebody_uses_is_never_filled(tmp_path: Path) -> None:
    book = tmp_path / "own.csv"
    book.write_text("区划代码,地区名称,级别\n433123101,某镇,乡镇\n", encoding="utf-8")
    import_file(book, Choices(table="places"), folder=tmp_path, who="某某")
    for is_interrupted in (False, True):
        if is_interrupted:
            (tmp_path / FILLING_MARK).write_text(json.dumps({"seed": str(SEED)}), encoding="utf-8")
        assert "未写入演示数据" in fill_store(tmp_path)
        assert Store(tmp_path).versions() == {"places": 0}
        assert not (tmp_path / DEMO_MARK).exists()
