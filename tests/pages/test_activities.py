"""The page 六个一: the answer, the six cards, the board and the way down, reports by hand beside what the tables say."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from indicators.declared import DEFAULT_FRAMEWORK
from ledger.activities.declared import Report, newest_reports, report_progress
from ledger.book.ledger import open_ledger
from ledger.book.problems import Draft
from ledger.book.words import CLOSED, IN_HAND
from store.versions import Store
from tests.indicators.checks.finding_case import AREA, FENGHUANG, NOW, OTHER_TOWN, PLACES, TOWN, VILLAGE, finding_store
from tests.indicators.small_case import write_rows
from tests.ledger.looking.summary_case import close
from tests.pages.opening import answer_of, html_of, links_of, open_page, text_of

TODAY = date(2021, 11, 20)
SOURCE = {"source_file": "表.xlsx", "source_hash": "0" * 16, "source_sheet": "Sheet1", "source_row": 2}


def cells(code: str, period: str) -> dict[str, object]:
    return {"place_code": code, "place_name": PLACES[code][0], "county_code": code[:6], "period": period, **SOURCE}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Of 凤凰's households of `finding_case` only H1 in 一村 was visited; 甲镇 reports otherwise, and one problem of two is closed."""
    folder = tmp_path_factory.mktemp("activities") / "data"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TODAY", TODAY.isoformat())
        patch.delenv("LEDGER_URL", raising=False)
        store, _ = finding_store(folder)
        fill(store, folder)
    yield folder


def fill(store: Store, folder: Path) -> None:
    visit = cells(VILLAGE, "2021") | {"household_code": "H1", "visited_on": date(2021, 6, 1), "visitor": "某"}
    write_rows(store, "visits", [visit])
    told = {"item": "handbook", "item_title": "手册", "target_count": 10.0}
    rows = [cells(TOWN, NOW) | told | {"done_count": 10.0}, cells(OTHER_TOWN, NOW) | told | {"done_count": 3.0}]
    write_rows(store, "township_progress", rows)
    day = {"place_code": "430000", "period": "2021", "kind": "省级后评估", "starts_on": date(2021, 11, 25)}
    write_rows(store, "milestones", [day | SOURCE])
    ledger = open_ledger(folder)
    for state, title in ((CLOSED, "问题一"), (IN_HAND, "问题二")):
        problem = ledger.open(
            Draft({"source": "排查", "title": title, "place_code": VILLAGE}, state=IN_HAND), "甲"
        ).problem
        if state == CLOSED:
            close(ledger, problem)
    report_progress(ledger, Report("visiting", TOWN, 29, 30, date(2021, 11, 18), "<i>含一般农户</i>"), "李四", TODAY)


@pytest.fixture
def folder(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return _use(filled, monkeypatch)


@pytest.fixture
def own(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that a test may write to."""
    shutil.copytree(filled, tmp_path / "own")
    return _use(tmp_path / "own", monkeypatch)


def _use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TODAY", TODAY.isoformat())
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.delenv("LEDGER_URL", raising=False)
    return folder


def open_board(**parameters: str) -> AppTest:
    return open_page("activities", place=AREA, period=NOW, framework=DEFAULT_FRAMEWORK, **parameters)


def asked_by(link: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def test_the_answer_says_what_is_done_and_what_is_slowest(folder: Path) -> None:
    page = open_board(at=FENGHUANG)
    assert answer_of(page).startswith("凤凰县六个一完成 0 项；最慢的是")
    said = text_of(page)
    for title in ("大排查", "大走访", "大梳理", "大整改", "大整理", "大提升"):
        assert title in said
    assert "1 / 6 户，还差 5" in said, "households visited, as the tables say"
    assert "1 / 2 个，还差 1" in said, "problems closed, as the ledger says"
    assert "1 / 2 项，还差 1" in said, "tasks of townships"
    assert "省级后评估前，还有 5 天（2021年11月25日），每天要完成 1 户" in said
    assert "○ 未填报" in said, "no table tells of the screening"


def test_the_board_goes_down_to_the_village(folder: Path) -> None:
    area = open_board()
    assert "凤凰县" in text_of(area) and "共 2 个县" in text_of(area)
    cell = next(link for link in links_of(area) if f"at={FENGHUANG}" in link and "activity=visiting" in link)
    county = open_page("activities", **asked_by(cell))
    said = text_of(county)
    assert "甲镇" in said and "乙镇" in said and "大走访：组织开展一次进村入户大走访" in said and "组织部" in said
    town = open_page("activities", **asked_by(next(link for link in links_of(county) if f"at={TOWN}" in link)))
    assert "一村" in text_of(town) and "二村" in text_of(town) and "三村" not in text_of(town)
    village = open_board(at=VILLAGE, activity="visiting")
    assert answer_of(village).startswith("一村六个一完成") and "共 " not in text_of(village)
    assert "1 / 3 户，还差 2" in text_of(village)


def test_a_report_stands_beside_what_the_tables_say(folder: Path) -> None:
    town = open_board(at=TOWN, activity="visiting")
    said = text_of(town)
    assert "1 / 4 户，还差 3" in said and "填报 29/30，11月18日 李四" in said and "历次填报" in said
    assert "<i>含一般农户" not in html_of(town) and "<i>含一般农户</i>" in said
    county = open_board(at=FENGHUANG)
    assert "填报 29/30" in text_of(county), "the county has no report of its own: its townships' stand for it"


def fill_in(page: AppTest, who: str, done: int, total: int) -> AppTest:
    next(one for one in page.text_input if one.label == "办理人").set_value(who)
    next(one for one in page.selectbox if one.label == "活动").select_index(0)
    for label, value in (("已完成数", done), ("应完成数", total)):
        next(one for one in page.number_input if one.label == label).set_value(value)
    return next(button for button in page.button if button.label == "填报").click().run()


def test_a_signed_report_is_kept_and_shown(own: Path) -> None:
    page = open_board(at=TOWN)
    assert "请先填写办理人姓名" in text_of(fill_in(page, "", 5, 9))
    assert len(newest_reports(open_ledger(own).engine, TOWN)) == 1
    refused = fill_in(open_board(at=TOWN), "王五", 10, 9)
    assert "在 0 和应完成数之间" in text_of(refused)
    kept = fill_in(open_board(at=TOWN), "王五", 5, 9)
    assert not kept.exception
    (screening,) = [one for one in newest_reports(open_ledger(own).engine, TOWN) if one.activity == "screening"]
    assert (screening.done, screening.total, screening.who, screening.day) == (5, 9, "王五", TODAY)
    again = text_of(open_board(at=TOWN))
    assert "5 / 9 户，还差 4" in again and "填报 5/9，11月20日 王五" in again


def test_odd_addresses_are_said_and_never_fail(folder: Path) -> None:
    odd = open_board(at="<script>", activity="nothing")
    assert "不在湘西" in text_of(odd) and "没有编号为“nothing”的活动" in text_of(odd) and "<script>" not in html_of(odd)
    assert "没有代码为“433123999”的地区" in text_of(open_board(at="433123999"))
    year = open_page("activities", place=AREA, period="1999", framework="county_statistics")
    assert answer_of(year)


def test_the_projection_has_no_form(folder: Path) -> None:
    page = open_board(show="1", activity="visiting")
    assert not page.number_input and not page.text_input and not page.get("form")
    assert "大走访" in text_of(page) and "李四" not in html_of(page), "nobody is named on the wall"


def test_without_data_the_page_says_what_to_import(empty_folder: Path) -> None:
    assert "大排查" in text_of(open_page("activities"))
