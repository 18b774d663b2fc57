"""The page 档案资料: completeness by place and indicator, the way down, one item with its versions, what lacks as Excel."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from core.words import say_value
from indicators.declared import DEFAULT_FRAMEWORK
from ledger.archive.documents import Upload, keep_document, newest_documents
from ledger.archive.items import Item, read_archive
from ledger.archive.state import document_states, needed_places
from ledger.book.ledger import Ledger, open_ledger
from pages.parts.archive import excel as archive_excel
from pages.parts.archive.address import ArchiveAddress
from pages.parts.common import documents
from pages.parts.common.state import Picked
from reports.shortfall_list import write_shortfall_list
from store.places import read_places
from store.versions import Store
from tests.indicators.checks.finding_case import AREA, FENGHUANG, NOW, TOWN, VILLAGE, finding_store
from tests.pages.opening import answer_of, html_of, links_of, open_page, text_of

TODAY = date(2021, 11, 20)
ARCHIVE = read_archive(DEFAULT_FRAMEWORK)


def item_of(name: str) -> Item:
    found = ARCHIVE.find(name)
    assert found is not None
    return found


MONTHLY, PLANS = item_of("team_attendance"), item_of("household_plans")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """凤凰 with 甲镇 and 一村: one plan that counts, one attendance record that does not any more; read only."""
    folder = tmp_path_factory.mktemp("archive") / "data"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TODAY", TODAY.isoformat())
        patch.delenv("LEDGER_URL", raising=False)
        finding_store(folder)
        ledger = open_ledger(folder)
        put(ledger, PLANS, date(2021, 6, 1))
        put(ledger, MONTHLY, date(2021, 9, 30), "九月")
        put(ledger, MONTHLY, date(2021, 10, 15), "<b>十月</b>")
    yield folder


def put(ledger: Ledger, item: Item, made_on: date, text: str = "正文") -> None:
    keep_document(ledger, Upload(item, VILLAGE, f"{text}.txt", text.encode(), made_on), "张三", TODAY)


@pytest.fixture
def folder(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TODAY", TODAY.isoformat())
    monkeypatch.setenv("DATA_DIR", str(filled))
    monkeypatch.delenv("LEDGER_URL", raising=False)
    return filled


def open_archive(**parameters: str) -> AppTest:
    return open_page("archive", place=AREA, period=NOW, framework=DEFAULT_FRAMEWORK, **parameters)


def address_of(link: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def needed(level: str) -> int:
    return sum(item.level == level for item in ARCHIVE.items)


def test_the_answer_and_the_matrix_by_county(folder: Path) -> None:
    page = open_archive()
    county, town, village = needed("county"), needed("township"), needed("village")
    total = 2 * county + 3 * town + 4 * village
    assert answer_of(page).startswith(f"全州档案资料齐全 {say_value(1 / total, 'percent')}：")
    assert f"缺少 {total - 2:,} 份、过期 1 份" in answer_of(page)
    said = text_of(page)
    assert f"应有 {total:,} 份，在档 1 份" in said
    assert "凤凰县" in said and "泸溪县" in said and f"1/{county + 2 * town + 3 * village}" in said
    assert "class='s5'" in html_of(page) and "不到 50%" in said, "the less there is, the darker the cell"
    assert not page.get("file_uploader"), "an area above the county has no documents of its own"


def test_a_cell_leads_down_to_the_village_and_its_item(folder: Path) -> None:
    cell = next(link for link in links_of(open_archive()) if f"at={FENGHUANG}" in link and "indicator=" in link)
    county = open_page("archive", **address_of(cell))
    assert "凤凰县" in answer_of(county) and address_of(cell)["indicator"] in answer_of(county)
    town = open_archive(at=TOWN)
    assert "一村" in text_of(town) and "甲镇本级" in text_of(town) and "乡镇级应有资料" in text_of(town)
    village = open_archive(at=VILLAGE)
    assert f"共 {needed('village')} 份，在档 1 份" in text_of(village)
    link = next(link for link in links_of(village) if f"item={MONTHLY.id}" in link)
    item = open_page("archive", **address_of(link))
    said = text_of(item)
    assert MONTHLY.must_say in said and "过期（2 个版本）" in said and "2021年11月15日" in said
    assert "现用" in said and said.index("2021年10月15日") < said.index("成文 2021年9月30日")
    assert "<b>十月" not in html_of(item), "file names are data"
    assert len(item.get("download_button")) == 3 and len(item.get("file_uploader")) == 1


def test_of_one_indicator_each_document_is_a_column_and_a_cell_opens_it(folder: Path) -> None:
    page = open_archive(at=TOWN, indicator=MONTHLY.indicator)
    cell = next(link for link in links_of(page) if f"at={VILLAGE}" in link and f"item={MONTHLY.id}" in link)
    assert answer_of(open_page("archive", **address_of(cell))).startswith("一村") and MONTHLY.title in text_of(page)


def test_one_indicator_lists_what_lacks_below(folder: Path) -> None:
    page = open_archive(at=TOWN, indicator=MONTHLY.indicator)
    said = text_of(page)
    assert "下级缺少和过期的资料" in said and "共 2 份，来自 2 个地区" in said
    assert MONTHLY.title in said and PLANS.title not in said


def test_odd_addresses_are_said_and_never_fail(folder: Path) -> None:
    odd = open_archive(at="<script>", indicator="没有这项", item="nothing")
    assert "不在湘西" in text_of(odd) and "没有指标“没有这项”" in text_of(odd) and "没有编号为“nothing”" in text_of(odd)
    assert "<script>" not in html_of(odd)
    elsewhere = open_archive(at="433123999")
    assert "没有代码为“433123999”的地区" in text_of(elsewhere)
    county = open_archive(at=FENGHUANG, item=MONTHLY.id)
    assert f"“{MONTHLY.title}”不是凤凰县这一级的资料" in text_of(county) and not county.get("file_uploader")


def test_a_framework_without_items_takes_the_default_ones() -> None:
    assert not read_archive("county_statistics").items
    assert documents.archive("county_statistics") == ARCHIVE == documents.archive(DEFAULT_FRAMEWORK)


def test_the_projection_has_no_forms(folder: Path) -> None:
    page = open_archive(show="1", at=VILLAGE, item=MONTHLY.id)
    assert not page.get("file_uploader") and not page.get("download_button") and not page.text_input
    assert "一村" in answer_of(page)
    area = open_archive(show="1")
    assert "凤凰县" in text_of(area) and not any("at=" in link for link in links_of(area))


def test_an_upload_needs_a_name_a_file_and_a_day(folder: Path) -> None:
    page = open_archive(at=VILLAGE, item=MONTHLY.id)
    upload = next(button for button in page.button if button.label == "上传")
    upload.click().run()
    assert "请先选择文件" in text_of(page)
    assert len(newest_documents(open_ledger(folder).engine, AREA)) == 2


def test_without_data_the_page_says_what_to_import(empty_folder: Path) -> None:
    assert "应有的资料" in text_of(open_page("archive"))


def test_the_list_of_what_lacks_is_whole_and_guards_formulas(folder: Path) -> None:
    store = Store(folder)
    places = read_places(store)
    codes = [place.code for place in needed_places(places, [FENGHUANG], FENGHUANG)]
    states = document_states(ARCHIVE, codes, newest_documents(open_ledger(folder).engine, FENGHUANG), TODAY)
    risky = replace(PLANS, id="risky", title="=1+1")
    archive = replace(ARCHIVE, items=(*ARCHIVE.items, risky))
    states = document_states(archive, codes, newest_documents(open_ledger(folder).engine, FENGHUANG), TODAY)
    asked = ArchiveAddress(Picked(AREA, NOW, DEFAULT_FRAMEWORK, False), archive, VILLAGE, TODAY)
    own = states[states["place_code"] == VILLAGE]
    sheet = archive_excel.make_sheet(asked, own, places, True)
    book = openpyxl.load_workbook(io.BytesIO(write_shortfall_list(sheet)))
    assert book.sheetnames[0] == "缺项清单"
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    texts = [str(value) for row in rows for value in row if value is not None]
    assert f"共 {needed('village')} 份　截至 2021年11月20日" in texts
    assert "=1+1" in texts and not any(cell.data_type == "f" for row in book.worksheets[0].iter_rows() for cell in row)
    assert any(row[1:4] == ["凤凰县", "甲镇", "一村"] and "过期" in row for row in rows)
    assert any("模拟数据" in text for text in texts)
