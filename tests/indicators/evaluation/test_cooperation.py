"""东西部协作: published figures, exactly the agreement, the negative list; the demonstration against its twin and what was planted."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from demo.figures.cooperation import APART, LATE, NEGATIVE, PLAN_TOTAL_WAN, SHORT
from demo.figures.cooperation_items import COUNTY_ITEMS, DEPARTMENT_ITEMS
from indicators.__main__ import evaluate_answer
from indicators.declared import read_framework
from indicators.evaluation import Evaluation, evaluate, offered_grades
from indicators.evaluation.waterfall import make_waterfall
from indicators.shortfalls import read_list, request_for
from loaders.importing import import_file
from store import Store
from tests.conftest import REAL_TABLES
from tests.indicators.evaluation.test_evaluate import rows_of
from tests.indicators.evaluation.twins import cooperation as twin

BOOK, DEPARTMENTS, MONTH, AREA = "cooperation_2019", "cooperation_departments_2019", "2021-11", "433100"
YONGSHUN, FENGHUANG = "永顺县", "凤凰县"
CODES = {YONGSHUN: "433127", FENGHUANG: "433123"}
TABLES = tuple(f"cooperation_{name}" for name in ("agreements", "reports", "projects", "negatives", "cases", "audits"))


def write_sheet(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    path = folder / f"{name}.xlsx"
    pd.DataFrame(rows).to_excel(path, index=False)
    (sheet,) = import_file(path, folder=folder / "data", who="测试").sheets
    assert sheet.rows_stored == len(rows) and not sheet.problems, (name, sheet.problems)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """The published figures as 永顺县's; 凤凰县 has done exactly what it agreed, and has a case on the negative list."""
    if not REAL_TABLES.is_dir():
        pytest.skip("published tables are not beside the project")
    given = pd.read_csv(REAL_TABLES / "eastwest_cooperation_figures.csv")
    rows = given[given["协议/计划数"].notna()].to_dict("records")
    folder = tmp_path_factory.mktemp("published")
    agreed, done = [], []
    for row in rows:
        for county, value in ((YONGSHUN, row["完成数"]), (FENGHUANG, row["协议/计划数"])):
            place = {"区划代码": CODES[county], "地区": county}
            item = {"协议指标": row["指标"], "计量单位": row["单位"]}
            agreed.append({"年度": "2020", **place, "板块": "人才交流", **item, "协议数": row["协议/计划数"]})
            done.append({"期次": "2020-03", **place, **item, "报送方": "县", "累计完成数": value})
    negatives = [
        {
            "年度": "2020",
            "区划代码": code,
            "地区": county,
            "负面事项": kind,
            "发生例数": int(county == FENGHUANG and kind == "考核弄虚作假"),
        }
        for county, code in CODES.items()
        for kind in twin.NEGATIVES.values()
    ]
    for name, sheet in (("协议指标表", agreed), ("完成情况表", done), ("负面清单表", negatives)):
        write_sheet(folder, f"东西部协作{name}", sheet)
    return evaluate(Store(folder / "data"), read_framework(BOOK), "2020-03")


def of(evaluation: Evaluation, place: str, measure: str) -> pd.Series:
    rows = evaluation.measures.set_index(["place_code", "measure"])
    return rows.loc[(place, measure)]


def test_published_figures_give_the_published_shares_and_only_more_than_agreed_earns(published: Evaluation) -> None:
    cadres, experts = (of(published, "433127", f"coop_{name}") for name in ("cadres_sent", "experts_sent"))
    assert [round(row["value"] * 100, 2) for row in (cadres, experts)] == [106.35, 29.99]
    assert [cadres["earned"], experts["earned"]] == [5.0, 0.0]
    exactly = of(published, "433123", "coop_cadres_sent")
    assert (exactly["value"], exactly["earned"]) == (1.0, 0.0)
    assert of(published, "433123", "coop_talent_exceeded")["value"] == 0.0
    assert of(published, "433127", "coop_talent_exceeded")["value"] == 0.5


def test_one_case_of_the_negative_list_caps_the_grade_and_leaves_the_marks(published: Evaluation) -> None:
    assert offered_grades(published, "433127").grades == ("好", "较好", "一般", "差")
    capped = offered_grades(published, "433123")
    assert capped.grades == ("一般", "差") and "考核弄虚作假 1 例" in capped.why
    assert (published.measures["vetoed_by"] == "").all()


@pytest.fixture(scope="module")
def found(filled_folder: Path) -> dict[str, Evaluation]:
    store = Store(filled_folder)
    return {name: evaluate(store, read_framework(name), MONTH, AREA) for name in (BOOK, DEPARTMENTS)}


def test_a_block_of_bonuses_does_not_apply_and_is_no_lost_mark(found: dict[str, Evaluation]) -> None:
    blocks = found[BOOK].indicators
    own = blocks[blocks["indicator"] == "创新工作"]
    assert len(own) == 8 and set(own["light"]) == {"not_applicable"} and own["bonus"].gt(0).any()
    steps = make_waterfall(found[BOOK])
    assert steps is not None and steps.bonus > 0 and "创新工作" not in [step.indicator for step in steps.steps]


def test_the_demonstration_equals_the_plain_twin(found: dict[str, Evaluation], filled_folder: Path) -> None:
    expected = twin.values_of({name: rows_of(Store(filled_folder), name) for name in TABLES}, MONTH)
    values = {}
    for evaluation in found.values():
        for row in evaluation.measures.to_dict("records"):
            if row["state"] not in ("missing", "not_applicable"):
                values[row["place_code"].removeprefix("州直部门/"), row["measure"]] = row["value"]
    assert values.keys() == expected.keys()
    wrong = {key: (values[key], expected[key]) for key in values if values[key] != pytest.approx(expected[key])}
    assert not wrong


def listed(store: Store, evaluation: Evaluation, measure: str, at: str = AREA) -> set[tuple[str, str]]:
    """(county or department, item or project) of the rows that fall short."""
    request = request_for(evaluation.framework.measure(measure), MONTH, at, lambda: evaluation)
    rows = read_list(store, request, "", 500).rows
    named = "item" if "item" in rows else "project_name"
    return {(row.get("unit_name") or row["place_code"], row[named]) for row in rows.to_dict("records")}


def test_what_was_planted_is_found_and_nothing_else(found: dict[str, Evaluation], filled_folder: Path) -> None:
    store, book, units = Store(filled_folder), found[BOOK], found[DEPARTMENTS]
    short = set().union(*(listed(store, book, f"coop_{block}_exceeded") for block in twin.BLOCKS))
    assert short == {key for key in SHORT if key[0].isdigit()}
    apart = listed(store, book, "coop_senders_agree")
    apart |= listed(store, units, "coop_department_agree", "")
    assert apart == {(who, item) for who, item, _ in APART}
    for measure in ("coop_department_exceeded", "coop_department_agree"):
        assert listed(store, units, measure) == listed(store, units, measure, ""), measure
    assert listed(store, units, "coop_department_exceeded") == {key for key in SHORT if not key[0].isdigit()}
    late = listed(store, book, "coop_plan_in_time")
    assert {who for who, _ in late} == {who for who, _ in LATE if who.isdigit()} and len(late) == 1
    capped = {code for code in book.places["place_code"] if offered_grades(book, code).why}
    assert capped == {NEGATIVE[0]}
    assert len(units.places) == len(DEPARTMENT_ITEMS) == 22 and units.places["rank"].notna().all()
    behind = units.places.loc[units.places["score"] < 100, "place_name"]
    assert set(behind) == {who for who, _ in SHORT if not who.isdigit()}


def test_the_command_ranks_the_departments_of_a_prefecture_that_is_asked_for(found: dict[str, Evaluation]) -> None:
    answer = evaluate_answer(found[DEPARTMENTS], AREA)
    assert len(answer["places"]) == 22 and all(place["rank"] for place in answer["places"])
    assert len(evaluate_answer(found[BOOK], CODES[YONGSHUN])["places"]) == 1


def test_the_plan_and_the_items_are_as_large_as_they_were_made(filled_folder: Path) -> None:
    with Store(filled_folder).connect() as connection:
        plan = connection.execute("SELECT sum(amount_cny) FROM cooperation_projects WHERE period = '2022'").fetchone()
        agreed = connection.execute("SELECT count(*) FROM cooperation_agreements").fetchone()
    assert plan == (PLAN_TOTAL_WAN * 10_000,)
    assert agreed == (8 * len(COUNTY_ITEMS) + sum(map(len, DEPARTMENT_ITEMS.values())),)
