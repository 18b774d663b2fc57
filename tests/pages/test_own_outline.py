"""An office's own 复习大纲: its list, imported by the command, links figures, rules and papers by their titles on the page."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from indicators.declared import CHECKS, DEFAULT_FRAMEWORK, read_framework
from ledger.archive import read_archive
from loaders.__main__ import main
from tests.pages.opening import answer_of, links_of, open_page, text_of

COUNTY = "433127"
HEADINGS = [
    "年度",
    "大纲序号",
    "大纲方面",
    "大纲内容",
    "大纲要求",
    "责任单位",
    "关联测算项",
    "关联疑点规则",
    "关联资料",
]


def own_list(path: Path) -> Path:
    """Three items as an office writes them: by titles, by a rule's number, and with a name that nobody knows."""
    measures, checks = read_framework(DEFAULT_FRAMEWORK).measures, read_framework(CHECKS).measures
    paper = read_archive(DEFAULT_FRAMEWORK).items[0]
    rule = checks["c1_house_unsafe_only"]
    items = [
        ("1", "住房安全", measures["safe_housing"].title, rule.code or rule.title, ""),
        ("2", "会议和资料", "", "", paper.title),
        ("3", "写错的一条", "没有的测算项", "", ""),
    ]
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "复习大纲条目表"
    page.append(HEADINGS)
    for code, title, measure, check, evidence in items:
        page.append(["2021年", code, "本县大纲", title, f"熟悉{title}", "住建局", measure, check, evidence])
    book.save(path)
    return path


@pytest.fixture
def imported(filled_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path(shutil.copytree(filled_folder, tmp_path / "data"))
    monkeypatch.setenv("DATA_DIR", str(folder))
    assert main(["import", str(own_list(tmp_path / "复习大纲条目表.xlsx"))]) == 0
    return folder


def test_an_offices_list_takes_the_place_of_the_built_in_one_with_its_links(imported: Path) -> None:
    page = open_page("outline", place="433100", at=COUNTY, period="2021-11")
    assert answer_of(page) == "永顺县复习大纲 3 项，已过 0 项，还有 3 项"
    said, links = text_of(page), links_of(page)
    assert "本地条目" in said and "《复习大纲条目表》" in said and "熟悉住房安全" in said
    assert any(link.startswith("shortfalls?") and "measure=safe_housing" in link for link in links)
    assert any(link.startswith("archive?") for link in links)
    assert "“3”的关联测算项没有“没有的测算项”。" in said and "没有关联的数据" in said
    page.text_input(key="signature").set_value("甲某").run()
    page.button(key="outline_save_0").click().run()
    assert answer_of(page) == "永顺县复习大纲 3 项，已过 1 项，还有 2 项"
    assert "内置条目" in text_of(open_page("outline", place="433100", at=COUNTY, period="2020-12"))
