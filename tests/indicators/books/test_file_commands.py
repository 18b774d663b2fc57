"""`python -m indicators books template | export | import`: files out, and files that become drafts."""

import json
from pathlib import Path

import openpyxl
import pytest

from indicators.books import BookFile, read_book, save
from tests.indicators.books.conftest import small
from tests.indicators.books.test_commands import run

SIGNED = ("--who", "张三", "--why", "试")
PUBLISHED = "考核指标,分值,评分细则\n一、工作落实,10,\n1.1 走访,6,每少1次扣2分，扣完为止\n1.2 宣传,4,视情况扣分\n"


def test_a_book_goes_out_as_a_workbook_and_comes_back_as_its_next_version(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = save(small(), "张三", "试").partition("@")[0]
    path = tmp_path / "办法.xlsx"
    assert run(capsys, "books", "export", name, str(path)) == (0, f"已写出办法 {name}：{path}\n")
    workbook = openpyxl.load_workbook(path)
    assert workbook["指标"]["A4"].value == "done"
    workbook["指标"]["B4"] = "完成比例"
    workbook.save(path)
    status, said = run(capsys, "books", "import", str(path), "--into", name, *SIGNED)
    assert status == 0 and said.startswith("按模板填的办法：小办法，1 项指标，总分 5\n已保存为草稿 b0001@2")
    was = small({"title": "完成比例"})
    now = read_book("b0001@2")
    assert now["measures"] == was["measures"] and now["framework"] == was["framework"] | {"framework": "b0001"}


def test_a_published_book_is_looked_at_first_and_kept_only_with_a_reason(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "细则.csv"
    path.write_text(PUBLISHED, encoding="utf-8")
    status, said = run(capsys, "books", "import", str(path))
    assert status == 1 and "计分文字 2 处，读懂 1 处" in said and "没有保存" in said
    assert "？指标 item_1_2：这句没有读懂，请选计分规则（原文：视情况扣分）" in said and not data.exists()
    status, said = run(capsys, "books", "import", str(path), "--title", "走访办法", *SIGNED, "--json")
    record = json.loads(said)
    assert (record["kind"], record["title"], record["points"], record["book"]) == (
        "published",
        "走访办法",
        10,
        "b0001@1",
    )
    assert read_book("b0001")["measures"]["item_1_1"]["scoring"] == {"rule": "per_case", "per_case": 2}


def test_a_file_that_is_no_book_and_a_place_that_takes_none_are_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = run(capsys, "books", "template", str(tmp_path / "办法.txt"))
    assert status == 2 and "应写成 .xlsx 文件" in said
    status, said = run(capsys, "books", "template", str(tmp_path / "没有" / "办法.xlsx"))
    assert status == 2 and "文件写不进去" in said
    path = tmp_path / "人口.csv"
    path.write_text("县市,人口\n吉首市,300000\n", encoding="utf-8")
    status, said = run(capsys, "books", "import", str(path), *SIGNED)
    assert status == 2 and "看不出是考核评分办法" in said


def test_a_measure_that_a_cell_cost_is_missed_by_the_book_that_is_kept() -> None:
    """A cap or a bonus carries no points: without its place nothing would tell that it is gone."""
    found = BookFile("workbook", {"framework": {}, "measures": {"visits": {"title": "走访率"}}}, (), lost=("fraud",))
    assert found.draft["measures"] == {"visits": {"title": "走访率"}, "fraud": {}}
    assert list(found.book["measures"]) == ["visits"]
