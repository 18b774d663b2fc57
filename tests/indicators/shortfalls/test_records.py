"""The record behind a row: its cells masked, the rows and files it is made of, why it is listed, what else it lacks."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from indicators.declared import Framework, framework_ids, read_framework
from indicators.declared.columns import ColumnView, column_views, expression_views, mask_text, say_cell
from indicators.declared.expression_words import column_names, say_expression, split_conditions
from indicators.declared.expressions import parse_expression
from indicators.declared.views import relation_columns
from indicators.shortfalls import records
from indicators.shortfalls.lists import ListRequest, read_list
from indicators.shortfalls.records import Record, RecordRequest
from store.versions import Store
from tests.indicators.shortfalls.project_case import AREA, ID_NUMBER, LUXI, NAME, PERIOD, PHONE, VILLAGE, project_store
from tests.indicators.small_case import write_rows


@pytest.fixture
def store(empty_folder: Path) -> Store:
    return project_store(empty_folder)


@pytest.fixture
def framework() -> Framework:
    return read_framework("consolidation_2021")


def first_record(store: Store, framework: Framework, measure_id: str, at: str = VILLAGE) -> Record:
    """The record of the first row short of a measure in a place."""
    measure = framework.measure(measure_id)
    row = read_list(store, ListRequest(measure, PERIOD, at), "", 1).rows.iloc[0].to_dict()
    token = records.row_token(measure.table, row)
    assert records.is_token(token)
    found = records.read_record(store, RecordRequest(framework, measure, PERIOD, AREA, token))
    assert found is not None
    return found


def test_a_project_says_why_it_is_listed_with_its_own_values(store: Store, framework: Framework) -> None:
    record = first_record(store, framework, "projects_finished")
    assert (record.title, record.place_code, record.is_short) == ("一村水渠", VILLAGE, True)
    _, looked_at, met = record.reasons
    assert (looked_at.words, looked_at.holds) == ("计划完工日期 ≤ 查看日", True)
    assert looked_at.values == (("计划完工日期", "2021年10月31日"), ("查看日", "2021年11月30日"))
    assert (met.words, met.values, met.holds) == (
        "在计划完工日当天或之前完工为“是”",
        (("在计划完工日当天或之前完工", "否"),),
        False,
    )


def test_a_project_stands_on_its_own_row_and_its_payments_of_the_period(store: Store, framework: Framework) -> None:
    project, payments = first_record(store, framework, "spend_on_schedule").behind
    assert (project.table.name, project.total, list(project.rows["source_row"])) == ("fund_projects", 1, [2])
    assert [view.heading for view in project.columns] == ["来源文件", "工作表", "行"]
    assert list(payments.rows["voucher"]) == ["V1", "V2"], "the payment of December is not in November's figure"
    assert payments.imports["test-fund_payments"].label == "fund_payments@0"
    assert {"支付金额（万元）", "支付日期", "行"} <= {view.heading for view in payments.columns}


def test_other_measures_of_the_same_project_are_named(store: Store, framework: Framework) -> None:
    others = {measure.id for measure, _ in first_record(store, framework, "projects_finished").others}
    assert {"spend_on_schedule", "spend_rate", "central_spend_rate"} <= others
    assert "projects_finished" not in others and "industry_share" not in others


def test_a_pivoted_figure_leads_to_its_rows_of_this_and_last_year(store: Store, framework: Framework) -> None:
    record = first_record(store, framework, "rural_income_growth", LUXI)
    (behind,) = record.behind
    assert list(behind.rows["period"]) == ["2021", "2020"] and list(behind.rows["value"]) == [10_500.0, 10_000.0]
    assert {"期次", "数值", "来源文件", "工作表", "行", "列"} <= {view.heading for view in behind.columns}
    assert [reason.part for reason in record.reasons] == ["value"]


def test_personal_cells_are_masked_and_their_file_is_not_handed_out(store: Store, framework: Framework) -> None:
    record = first_record(store, framework, "monitored_insured")
    said = dict(record.facts)
    assert said["证件号码"] == "43*************234" and said["家庭成员联系电话"] == "138****1234"
    assert ID_NUMBER not in str(record.facts) and PHONE not in str(record.facts)
    assert record.behind[0].has_secrets
    asset = first_record(store, framework, "asset_in_use")
    assert dict(asset.facts)["管护责任人"] == "张*" and NAME not in str(asset.facts)
    assert not asset.behind[0].has_secrets


def test_a_row_of_another_place_or_period_is_not_found(store: Store, framework: Framework) -> None:
    measure = framework.measure("projects_finished")
    row = read_list(store, ListRequest(measure, PERIOD, VILLAGE), "", 1).rows.iloc[0].to_dict()
    token = records.row_token(measure.table, row)
    for at, period in ((LUXI, PERIOD), (AREA, "2020-11")):
        assert records.read_record(store, RecordRequest(framework, measure, period, at, token)) is None


def test_the_line_of_the_place_decides_and_is_said(store: Store, framework: Framework) -> None:
    """1 500 yuan a month is above the built-in line of 400 and below 泸溪's own of 2 000."""
    place = {"place_code": LUXI, "place_name": "泸溪县", "county_code": LUXI, "period": "2021"}
    write_rows(store, "check_limits", [place | {"limit_code": "wage_too_low_cny", "limit_value": 2_000.0}])
    worker = {"household_code": "H1", "id_number": ID_NUMBER, "is_working": True, "monthly_wage_cny": 1_500.0}
    village = {"place_code": VILLAGE, "place_name": "一村", "county_code": LUXI, "period": PERIOD, "source_row": 4}
    write_rows(store, "migrant_work", [village | worker])
    columns = tuple(relation_columns("migrant_work"))
    met = parse_expression("monthly_wage_cny >= limit_wage_too_low_cny", columns, file="a.yaml", field="met")
    measure = replace(framework.measure("wage_plausible"), met=met)
    token = records.row_token(measure.table, village | worker)
    record = records.read_record(store, RecordRequest(framework, measure, PERIOD, AREA, token))
    assert record is not None and record.is_short
    assert record.reasons[-1].values == (("务工月收入", "1,500.00 元"), ("务工月收入偏低线", "2,000元/月"))


def test_a_token_survives_the_next_import(store: Store, framework: Framework, tmp_path: Path) -> None:
    measure = framework.measure("projects_finished")
    row = read_list(store, ListRequest(measure, PERIOD, VILLAGE), "", 1).rows.iloc[0].to_dict()
    moved = {**row, "source_hash": "f" * 16, "source_row": 99}
    assert records.row_token(measure.table, row) == records.row_token(measure.table, moved)
    assert records.row_token(measure.table, row) != records.row_token(measure.table, {**row, "project_code": "P9"})


@pytest.mark.parametrize("text", ["", "433123-", "x" * 16, "433123-" + "g" * 16, "'; DROP", "43312-" + "0" * 16])
def test_what_is_no_token(text: str) -> None:
    assert not records.is_token(text)


def test_every_row_of_the_demonstration_that_a_list_opens_has_a_record(demo_store: Store) -> None:
    """Of every measure as reported and as counted from its register: by days and months as they are written, and all its parts said."""
    opened = set()
    for framework in (read_framework(name) for name in framework_ids() if name != "county_statistics"):
        for measure in (form for one in framework.measures.values() for form in one.forms):
            listed = read_list(demo_store, ListRequest(measure, PERIOD, AREA), "", 1)
            for row in listed.rows.to_dict("records"):
                token = records.row_token(measure.table, row)
                record = records.read_record(demo_store, RecordRequest(framework, measure, PERIOD, AREA, token))
                assert record is not None, (measure.id, measure.table)
                assert record.behind and record.facts, measure.id
                assert all(behind.imports for behind in record.behind), "every row knows its import"
                opened.add(measure.table)
    assert len(opened) > 30


def test_a_month_is_said_as_a_month() -> None:
    assert say_cell(2021 * 12 + 11, column_views("monitored_household_rows")["included_number"]) == "2021年11月"
    assert say_cell(2021 * 12 + 12, expression_views("monitored_household_rows")["month_number"]) == "2021年12月"


@pytest.mark.parametrize(
    ("text", "kind", "masked"),
    [
        ("张三丰", "name", "张*"),
        ("350100199001011123", "id", "35*************123"),
        ("13800001234", "phone", "138****1234"),
        ("12345", "id", "***"),
        ("某镇某村", "address", "***"),
    ],
)
def test_masks(text: str, kind: str, masked: str) -> None:
    assert mask_text(text, kind) == masked


@pytest.mark.parametrize(
    ("value", "view", "said"),
    [
        (33_583_723.7, ColumnView("a", "金额", "money", "万元"), "3,358.37 万元"),
        (6_000.0, ColumnView("a", "收入", "money", "元"), "6,000.00 元"),
        (0.8572, ColumnView("a", "占比", "percent"), "85.72%"),
        (pd.Timestamp("2021-11-20"), ColumnView("a", "日期", "date"), "2021年11月20日"),
        (False, ColumnView("a", "完工", "boolean"), "否"),
        (float("nan"), ColumnView("a", "金额", "money", "万元"), "—"),
        (None, ColumnView("a", "姓名", "text", personal="name"), "—"),
        ("2021-11", ColumnView("a", "期次", "period"), "2021年11月"),
        (1234567.0, ColumnView("a", "户数", "integer", "户"), "1,234,567 户"),
    ],
)
def test_cells_in_words(value: object, view: ColumnView, said: str) -> None:
    assert say_cell(value, view, with_unit=True) == said


def test_missing_is_not_zero() -> None:
    assert say_cell(0.0, ColumnView("a", "金额", "money", "万元")) == "0.00"
    assert say_cell(None, ColumnView("a", "金额", "money", "万元")) == "—"


def test_headings_say_the_unit_once() -> None:
    assert column_views("fund_payments")["paid_cny"].heading == "支付金额（万元）"
    assert column_views("village_facts")["collective_income_cny"].heading == "村级集体经济收入（万元）"
    assert column_views("county_figures")["rural_income"].heading == "农村居民人均可支配收入（元）"
    assert column_views("unit_notice")["spend_rate"].heading == "支出进度（%）"


@pytest.mark.parametrize(
    ("measure_id", "field", "said"),
    [
        ("spend_on_schedule", "met", "累计支出 ≥ 最终预算 × 序时进度"),
        ("asset_in_use", "met", "使用状态为“正常”或“低效”"),
        ("asset_confirmed", "met", "确权归属已填写"),
        ("safe_water", "population", "工作事项为“饮水问题整改”，且应完成数 ＞ 0"),
        ("collective_income", "met", "村级集体经济收入 ≥ 5万元"),
        ("monitored_safe_house", "met", "是否危房户为“否”"),
        ("asset_earning", "population", "资产类型为“经营性资产”，且建成日期到查看日的天数 ＞ 365"),
        ("industry_share", "numerator", "产业发展项目为“是”时取最终预算，产业发展项目为“否”时取 0"),
    ],
)
def test_expressions_in_words(framework: Framework, measure_id: str, field: str, said: str) -> None:
    measure = framework.measure(measure_id)
    assert say_expression(getattr(measure, field), measure.table) == said


def test_conditions_are_taken_apart_at_the_top_only(framework: Framework) -> None:
    measure = framework.measure("monitored_insured")
    assert len(split_conditions(measure.population)) == 2
    names = ["monitoring_kind", "is_risk_removed", "has_resident_insurance", "has_employee_insurance"]
    assert column_names(measure.population, measure.met) == names
