"""What a number format shows is known whatever kind of file the figure stands in."""

import io
import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest

from loaders.files import FormattedFigure, read_workbook
from tests.bad.good_files import _record, make_xlsb
from tests.loaders.random_tables.grid import Block, Sheet, write_book

SHOWN = (
    ("0.00%", 0.8523, "%", 0.8523), ('0"户"', 12, "户", 12.0),
    ('0\\.0,"万元"', 12_345_678, "万元", 1234.5678), ('0.0,"千元"', 5_000, "千元", 5.0),
)  # fmt: skip


@pytest.mark.parametrize("name", ["表.xlsx", "表.xls", "表.ods", "表.xml"])
@pytest.mark.parametrize(("code", "lies", "unit", "shown"), SHOWN)
def test_a_format_is_read_in_every_kind_of_file(
    name: str, code: str, lies: float, unit: str, shown: float, tmp_path: Path
) -> None:
    block, page = Block(), Sheet("表")
    block.put(0, 0, "县")
    block.put(0, 1, "数")
    block.put(1, 0, "吉首市")
    block.put(1, 1, lies, code)
    block.put(2, 0, "泸溪县")
    block.put(2, 1, 7)
    page.put(block, 0, 0)
    (sheet,) = read_workbook(write_book(tmp_path / name, [page])).sheets
    assert sheet.rows[1][1] == FormattedFigure(shown, unit) and sheet.rows[2][1] == 7
    assert not isinstance(sheet.rows[2][1], FormattedFigure)


def xlsb(more: dict[str, bytes], book: bytes = b"") -> bytes:
    """The small binary workbook with parts added and records put in front of its sheets."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(make_xlsb())) as given,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for part in given.namelist():
            start = _record(0x83)
            content = given.read(part)
            archive.writestr(part, start + book + content[len(start) :] if part == "xl/workbook.bin" else content)
        for part, content in more.items():
            archive.writestr(part, content)
    return target.getvalue()


def test_percent_and_words_in_a_binary_workbook(tmp_path: Path) -> None:
    code = '0"户"'
    own = _record(44, struct.pack("<HI", 164, len(code)) + code.encode("utf-16-le"))
    for number, unit in ((10, "%"), (164, "户")):
        cells = (
            _record(617, struct.pack("<I", 1)) + _record(47, struct.pack("<HH", 0, number) + bytes(12)) + _record(618)
        )
        outside = _record(626) + _record(47, struct.pack("<HH", 0, 9) + bytes(12)) + _record(627)
        path = tmp_path / f"{number}.xlsb"
        path.write_bytes(xlsb({"xl/styles.bin": own + outside + cells}))
        assert read_workbook(path).sheets[0].rows[1][1] == FormattedFigure(3.5, unit)


def test_a_binary_workbook_that_counts_from_1904_says_so(tmp_path: Path) -> None:
    for flags, is_1904 in ((0, False), (1, True)):
        path = tmp_path / f"{flags}.xlsb"
        path.write_bytes(xlsb({}, _record(153, struct.pack("<II", flags, 0) + struct.pack("<I", 0))))
        assert read_workbook(path).sheets[0].is_1904 is is_1904


def test_days_are_days_in_every_kind_of_file(tmp_path: Path) -> None:
    for name in ("表.xlsx", "表.xls", "表.ods", "表.xml"):
        block, page = Block(), Sheet("表")
        block.put(0, 0, "开工日期")
        block.put(0, 1, "数")
        block.put(1, 0, date(2021, 3, 15), "yyyy-mm-dd")
        block.put(1, 1, 3)
        page.put(block, 0, 0)
        assert str(read_workbook(write_book(tmp_path / name, [page])).sheets[0].rows[1][0])[:10] == "2021-03-15"
