"""Files are read in a process of their own: what it cannot bear costs the file alone, and an import that has begun goes on."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import psutil
import pytest

from core.errors import UserError
from loaders import apart
from loaders.importing import preview
from loaders.recognise import Choices
from store import Store
from store.at_once import made

CSV = "区划代码,地区,年度,农村居民人均可支配收入(元)\n433123,凤凰县,2020,12000\n433124,花垣县,2020,约12500\n".encode()


def quiet(_: str, __: float) -> None:
    return None


def file_of(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_what_is_seen_apart_is_what_is_seen_here(empty_folder: Path, tmp_path: Path) -> None:
    path = file_of(tmp_path, "收入.csv", CSV)
    here = preview(path, Choices(), folder=empty_folder, file_name="收入.csv")
    there = apart.look(path, Choices(), empty_folder, "收入.csv", quiet)
    assert [sheet.as_dict() for sheet in there.sheets] == [sheet.as_dict() for sheet in here.sheets]
    assert there.sheets[0].first_rows().equals(here.sheets[0].first_rows())
    assert there.problems == here.problems and there.digest == here.digest


def test_a_refusal_comes_with_its_words(empty_folder: Path, tmp_path: Path) -> None:
    path = file_of(tmp_path, "照片.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    with pytest.raises(UserError, match="图片里的数字读不出来"):
        apart.look(path, Choices(), empty_folder, "照片.xlsx", quiet)


def newlines(folder: Path) -> Path:
    return file_of(folder, "空行.csv", b"\n" * 60_000_000)


def merged(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["县", "2020年农村居民人均可支配收入(元)"])
    sheet.append(["凤凰县", "约12000"])
    book.save(folder / "合并.xlsx")
    _rewrite(folder / "合并.xlsx", '<mergeCell ref="A600:XFD1048576"/>')
    return folder / "合并.xlsx"


def _rewrite(path: Path, cell: str) -> None:
    import zipfile

    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    name = "xl/worksheets/sheet1.xml"
    end = b"</sheetData>"
    parts[name] = parts[name].replace(end, end + f'<mergeCells count="1">{cell}</mergeCells>'.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for part, content in parts.items():
            book.writestr(part, content)


@pytest.mark.parametrize(("make", "work"), [(newlines, apart.look), (merged, apart.mark)])
def test_a_small_file_that_wants_all_memory_costs_that_file_alone(
    empty_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[Path], Path],
    work: Callable[..., Any],
) -> None:
    monkeypatch.setattr(apart, "MEMORY_BYTES", 256 * 1024**2)
    path, own = make(tmp_path), psutil.Process()
    before = own.memory_info().rss
    if work is apart.mark:
        assert work(path, Choices(), empty_folder, path.name, quiet).startswith(b"PK"), "marked without its formats"
    else:
        with pytest.raises(UserError, match=r"文件没有读完|空"):
            work(path, Choices(), empty_folder, path.name, quiet)
    assert own.memory_info().rss - before < 300 * 1024**2
    assert Store(empty_folder).versions() == {}


def test_a_file_that_takes_too_long_is_ended(
    empty_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "LOOK_SECONDS", 0.01)
    rows = b"".join(b"433123,\xe5\x87\xa4\xe5\x87\xb0\xe5\x8e\xbf,2020,%d\n" % at for at in range(200_000))
    path = file_of(tmp_path, "多.csv", CSV.splitlines(keepends=True)[0] + rows)
    with pytest.raises(UserError, match="文件没有读完"):
        apart.look(path, Choices(), empty_folder, "多.csv", quiet)


def test_an_import_goes_on_when_nobody_waits_for_it(empty_folder: Path) -> None:
    (job,) = apart.start_imports([apart.ToImport("收入.csv", CSV, Choices())], empty_folder)
    assert apart.running_imports(empty_folder) == [job]
    with pytest.raises(KeyboardInterrupt):
        job.wait(_interrupt)
    assert job.done.wait(60)
    assert Store(empty_folder).versions() == {"indicator_values": 0} and job.answer.versions == ("indicator_values@0",)
    assert not apart.running_imports(empty_folder) and not list((empty_folder / "tmp" / "uploads").iterdir())


def test_copies_that_dead_imports_left_are_swept_and_those_under_way_are_not(empty_folder: Path) -> None:
    store = Store(empty_folder)
    for number in ("dead", "alive"):
        store.confirm(number, "收入.csv", "甲")
        file_of(made(store.copy_path(number, ".csv")).parent, f"{number}.csv", CSV)
    store.end("dead", is_seen=False)
    file_of(empty_folder / "tmp" / "uploads", "older.xlsx", b"PK")
    (job,) = apart.start_imports([apart.ToImport("收入.csv", CSV, Choices())], empty_folder)
    assert job.done.wait(60)
    assert [path.name for path in (empty_folder / "tmp" / "uploads").iterdir()] == ["alive.csv"]
    store.end("alive", is_seen=True)
    assert store.sweep_copies() == 1 and Store(empty_folder / "none").sweep_copies() == 0


def _interrupt(_: str, __: float) -> None:
    raise KeyboardInterrupt


def test_a_look_ends_with_who_looked(empty_folder: Path, tmp_path: Path) -> None:
    rows = b"".join(b"433123,\xe5\x87\xa4\xe5\x87\xb0\xe5\x8e\xbf,2020,%d\n" % at for at in range(400_000))
    path = file_of(tmp_path, "多.csv", CSV.splitlines(keepends=True)[0] + rows)
    with pytest.raises(KeyboardInterrupt):
        apart.look(path, Choices(), empty_folder, "多.csv", _interrupt)
    for thread in [one for one in threading.enumerate() if one.name.startswith("follow")]:
        thread.join(60)
    assert not apart._running


def test_a_killed_import_is_said_and_leaves_nothing(empty_folder: Path) -> None:
    (job,) = apart.start_imports([apart.ToImport("收入.csv", CSV, Choices())], empty_folder)
    os.kill(job.process.pid, 9)
    assert job.done.wait(60)
    if job.error is not None:
        assert "文件没有读完" in job.error.message and Store(empty_folder).versions() == {}


def test_a_mistake_of_the_program_is_not_called_a_matter_of_memory(empty_folder: Path, tmp_path: Path) -> None:
    """The process fails as no file can make it fail: it is asked for something that is no choice."""
    path = file_of(tmp_path, "收入.csv", CSV)
    with pytest.raises(UserError) as caught:
        apart.look(path, "不是选择", empty_folder, "收入.csv", quiet)  # type: ignore[arg-type]
    assert "程序出了错" in caught.value.message and "内存" not in caught.value.message


def test_a_sheet_of_which_no_row_is_left_is_shown_all_the_same(empty_folder: Path, tmp_path: Path) -> None:
    """Two different rows of each county: none is stored, and the page says so."""
    twice = CSV + CSV.split(b"\n", 1)[1].replace(b"12000", b"13000").replace("约12500".encode(), b"12500")
    path = file_of(tmp_path, "两遍.csv", twice.replace("约12500".encode(), b"12400"))
    found = apart.look(path, Choices(), empty_folder, "两遍.csv", quiet)
    assert not found.can_be_stored and {one.kind for one in found.problems} == {"duplicate_key"}
