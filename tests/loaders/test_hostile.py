"""Small files that want all memory cost the process that reads them, never the one that asks; what was seen comes back small."""

from pathlib import Path

import psutil
import pytest

from core.errors import UserError
from loaders import apart
from loaders.recognise import Choices
from loaders.results import MOST_ALIKE, MOST_TOTALS
from tests.loaders.hostile_files import HOSTILE, Hostile, bad_cells, merged_to_the_corner, subtotals

SLOW = {
    "一百片空白.xlsx", "末行一格.xlsx", "一片空白.xlsx", "二百张宽表.xlsx", "每格都错.csv", "小计.csv", "跨行跨列.html", "许多格.html",
    "合并三十万处.xlsx", "逗号.csv", "五十万种格式.xlsx",
}  # fmt: skip
"""What takes longer than a second to make or to read; `python -m tests.browser.hostile` tries them all."""
MOST = 300 * 1024**2


@pytest.mark.parametrize("file", [one for one in HOSTILE if one.name not in SLOW], ids=lambda file: file.make.__name__)
def test_a_file_that_wants_all_memory_leaves_the_server_small(
    file: Hostile, empty_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "MEMORY_BYTES", 512 * 1024**2)
    path, own = tmp_path / file.name, psutil.Process()
    path.write_bytes(file.make())
    before = own.memory_info().rss
    try:
        found = apart.look(path, Choices(), empty_folder, file.name, lambda _, __: None)
        assert len(found.sheets) <= 200
    except UserError as error:
        assert file.name in error.message
    assert own.memory_info().rss - before < MOST


def test_of_problems_and_totals_without_end_the_first_come_back_and_the_number_of_all(
    empty_folder: Path, tmp_path: Path
) -> None:
    wrong, totals = tmp_path / "错.csv", tmp_path / "计.csv"
    wrong.write_bytes(bad_cells(1_200))
    totals.write_bytes(subtotals(80))
    (sheet,) = apart.look(wrong, Choices(), empty_folder, wrong.name, lambda _, __: None).sheets
    assert sum(sheet.kinds.values()) > len(sheet.problems) and max(sheet.kinds.values()) == 1_200 > MOST_ALIKE
    assert sheet.as_dict()["problem_kinds"] == sheet.kinds
    (sheet,) = apart.look(totals, Choices(), empty_folder, totals.name, lambda _, __: None).sheets
    assert len(sheet.totals) == MOST_TOTALS and sheet.untold_totals == 80 * 30 - MOST_TOTALS
    assert sheet.as_handed_on() == sheet


def test_a_workbook_merged_to_the_corner_is_marked_without_laying_it_out(empty_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "合并.xlsx"
    path.write_bytes(merged_to_the_corner())
    assert apart.mark(path, Choices(), empty_folder, path.name, lambda _, __: None).startswith(b"PK")
