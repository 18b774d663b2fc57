"""The page 东西部协作 on the demonstration: the answer, lists, days, plan, evidence, the ledger in one step, Excel; and without data."""

import io
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from demo.figures.cooperation import APART, LATE, OPEN_FINDINGS, SHORT
from indicators.declared import read_framework
from indicators.evaluation import evaluate
from indicators.figures import cooperation
from ledger.book import open_ledger
from ledger.looking import ProblemFilter, find_problems
from pages.parts.common.state import Picked
from pages.parts.cooperation import lists
from pages.parts.cooperation.data import Looked
from pages.parts.cooperation.excel import write_lists
from store import Store
from tests.indicators.households.household_case import household_store
from tests.pages.one_value.drawn import read_tables
from tests.pages.opening import answer_of, html_of, open_page, text_of

AREA, YONGSHUN, MONTH = "433100", "433127", "2021-11"
ANSWER = (
    "8 个县中 4 个县协议指标全部超额完成；永顺县差 2 项、龙山县差 2 项、泸溪县差 1 项、保靖县差 1 项；"
    "古丈县负面清单：违规违纪使用资金 1 例，等次最高只能评为“一般”"
)


def test_an_area_reads_who_exceeds_the_agreement_and_every_list(demo_folder: Path) -> None:
    page = open_page("cooperation", place=AREA, period=MONTH)
    assert answer_of(page) == ANSWER
    said, tables = text_of(page), {tuple(one.heads): list(one.records()) for one in read_tables(html_of(page))}
    assert "22 个州直部门，2 个有没超过的指标" in said and f"三方对不上的 {len(APART)} 项" in said
    assert "计划 78 个项目、3.22 亿元，低于要求的 3.30 亿元，还差 850.00 万元；2 个没有安排在3月前启动" in said
    assert (
        all(kind in said for kind in ("下年项目计划上报", "动员部署和培训", "实地考核", "现场考核结束"))
        and "还有 20 天" in said
    )
    assert "18 个问题，3 个没有整改到位" in said and "应有 128 份" in said
    short = next(rows for heads, rows in tables.items() if "是否超额" in heads)
    assert len(short) == len(SHORT)
    units = next(rows for heads, rows in tables.items() if "州直部门" in heads)
    assert len(units) == 22 and units[-1]["州直部门"] == "州科学技术局"
    late = next(rows for heads, rows in tables.items() if "计划启动" in heads)
    assert len(late) == len(LATE)
    findings = next(rows for heads, rows in tables.items() if "编号" in heads)
    assert {row["编号"] for row in findings} == set(OPEN_FINDINGS)


def test_a_county_has_its_own_items_and_no_departments(demo_folder: Path) -> None:
    page = open_page("cooperation", place=YONGSHUN, period=MONTH)
    assert answer_of(page) == "永顺县 19 项协议指标超额完成 17 项，还有 2 项没有超过协议数"
    assert "19 项协议指标" in text_of(page) and "州直部门" not in text_of(page) and "差 16 人" in text_of(page)


def test_an_item_that_nobody_reported_is_not_short() -> None:
    """One exceeded, one exactly met, one without a figure: 1 is short, 1 is not known."""
    items = pd.DataFrame({
        "place_name": ["甲县"] * 3, "item": ["一", "二", "三"], "done_value": [3.0, 2.0, None],
        "is_exceeded": pd.array([True, False, None], dtype="boolean"),
    })  # fmt: skip
    (counted,) = cooperation.count_items(items, ["place_name"]).to_dict("records")
    assert (counted["items"], counted["exceeded"], counted["short"], counted["unknown"]) == (3, 1, 1, 1)
    assert cooperation.light_of(counted) == "behind" and cooperation.light_of(counted | {"short": 0}) == "missing"
    assert lists.say_short(items) == "没有超过协议数的 1 项，没有报数的 1 项"


def test_the_projection_has_the_matrix_alone(demo_folder: Path) -> None:
    page = open_page("cooperation", place=AREA, period=MONTH, show="1")
    assert answer_of(page) == ANSWER and len(read_tables(html_of(page))) == 1


def test_without_its_tables_the_page_says_what_to_import(empty_folder: Path) -> None:
    household_store(empty_folder)
    page = open_page("cooperation", place="433123", period=MONTH)
    assert "没有东西部协作的数据" in answer_of(page) and "东西部协作协议指标表" in text_of(page)


@pytest.fixture
def own_copy(demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demonstration in a folder this test may write to."""
    folder = tmp_path / "copy"
    shutil.copytree(demo_folder, folder)
    monkeypatch.setenv("DATA_DIR", str(folder))
    return folder


def test_one_step_opens_a_problem_a_county_and_measure_and_one_a_department(own_copy: Path) -> None:
    page = open_page("cooperation", place=AREA, period=MONTH)
    page.text_input(key="signature").set_value("州协作办").run()
    page.button(key="to_ledger_cooperation_open").click().run()
    assert not page.exception
    with_measure = find_problems(open_ledger(own_copy).engine, ProblemFilter(), date(2021, 11, 20), limit=None)[0]
    own = with_measure[with_measure["measure"].str.startswith("cooperation_")]
    names = (
        {who for who, _ in SHORT if not who.isdigit()}
        | {who for who, _, _ in APART if not who.isdigit()}
        | {"州财政局"}
    )
    assert set(own.loc[own["place_code"] == AREA, "department"]) == names
    short = {(who, item) for who, item in SHORT if who.isdigit()}
    apart = {who for who, _, _ in APART if who.isdigit()}
    found = {code[:6] for code in OPEN_FINDINGS} - {AREA}
    assert len(own[own["place_code"] != AREA]) == len(short) + len(apart) + len(found), (
        "no county falls short twice in a block"
    )


def test_the_workbook_has_every_list(demo_folder: Path) -> None:
    store = Store(demo_folder)
    counties = evaluate(store, read_framework("cooperation_2019"), MONTH, AREA)
    items = cooperation.read_rows(store, cooperation.ITEMS, MONTH, counties.day, AREA)
    plan = cooperation.read_plan(store, MONTH, counties.day, AREA)
    picked = Picked(AREA, MONTH, "consolidation_2021", False)
    looked = Looked(
        picked,
        counties,
        None,
        items,
        pd.DataFrame(),
        plan,
        cooperation.read_rows(store, cooperation.FINDINGS, MONTH, counties.day),
    )
    book = openpyxl.load_workbook(io.BytesIO(write_lists(looked, "湘西州", True)))
    assert book.sheetnames[:4] == ["协议指标", "三方数据差异", "没有按时启动的计划项目", "上年问题未整改到位"]
    cells = [cell for row in book["协议指标"].iter_rows(values_only=True) for cell in row]
    assert cells.count("没有超过") == len(SHORT) and cells.count("正好完成，还要超过") == 2
    assert set(lists.ITEM_TITLES.values()) <= set(cells)
