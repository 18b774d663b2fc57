"""Published tables, imported as they stand by the command's own defaults; figures checked against their sources."""

import math
from pathlib import Path
from typing import Any

import pytest

from loaders.importing import import_file
from loaders.results import ImportResult, SheetResult
from store.versions import Store

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason=f"published tables are not beside the project: {REAL}")


def run(name: str, folder: Path) -> SheetResult:
    result: ImportResult = import_file(REAL / f"{name}.csv", folder=folder, who="测试")
    (sheet,) = result.sheets
    return sheet


def rows(sheet: SheetResult) -> list[dict[str, Any]]:
    assert sheet.frame is not None
    return sheet.frame.to_pylist()


def stored(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with Store(folder).connect() as connection:
        return connection.execute(query).fetchall()


def test_county_income(tmp_path: Path) -> None:
    sheet = run("county_income_zhaotong_dingxi", tmp_path)
    assert (sheet.table, sheet.version, sheet.header_row) == ("indicator_values", "indicator_values@0", 1)
    assert sheet.rows_read == sheet.rows_stored == 92 and sheet.rows_left_out == 0
    assert not sheet.problems and not sheet.totals
    assert {row["item"] for row in rows(sheet)} == {"rural_income", "urban_income"}, "the empty column gives no rows"
    counties = stored(tmp_path, "SELECT count(DISTINCT county_code), min(period), max(period) FROM indicator_values")
    assert counties == [(17, "2018", "2023")]
    (first,) = [row for row in rows(sheet) if row["source_row"] == 2 and row["item"] == "rural_income"]
    assert first["value"] == 7778.23 and first["unit"] == "元" and first["source_column"] == "I"
    assert (first["place_code"], first["place_name"], first["period"]) == ("621102", "安定区", "2018")
    growth = stored(
        tmp_path,
        "SELECT now.place_name, now.value / before.value - 1 AS growth FROM indicator_values now JOIN indicator_values "
        "before USING (place_code, item) WHERE item = 'rural_income' AND now.period = '2019' AND before.period = '2018' "
        "ORDER BY growth DESC",
    )
    assert len(growth) == 17 and all(0.0 < value < 0.3 for _, value in growth)


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("county_population_zhaotong_dingxi", {"population"}),
        ("county_gdp_zhaotong_dingxi", {"gdp", "gdp_primary", "gdp_secondary", "gdp_tertiary", "gdp_per_person"}),
        ("county_loans_deposits_zhaotong_dingxi", {"loans", "savings"}),
    ],
)
def test_county_panels(name: str, items: set[str], tmp_path: Path) -> None:
    sheet = run(name, tmp_path)
    assert sheet.table == "indicator_values"
    assert {row["item"] for row in rows(sheet)} == items
    assert sheet.rows_read == sheet.rows_stored + sheet.rows_left_out
    assert all(problem.kind == "no_figures" for problem in sheet.problems)


def test_luxi(tmp_path: Path) -> None:
    sheet = run("luxi_2019_spend_rate", tmp_path)
    assert (sheet.table, sheet.period, sheet.period_source) == ("unit_figures", "2019", "文件名")
    assert sheet.rows_read == sheet.rows_stored == 17
    kinds = {kind: [row for row in rows(sheet) if row["unit_kind"] == kind] for kind in ("县级部门", "乡镇")}
    assert len(kinds["县级部门"]) == 9 and len(kinds["乡镇"]) == 8
    assert not any("计" in row["unit_name"] or "其中" in row["unit_name"] for row in rows(sheet))
    best = max(kinds["乡镇"], key=lambda row: row["value"])
    assert best["unit_name"] == "向阳乡" and math.isclose(best["value"], 0.9031) and best["unit"] == "%"
    whole = [total for total in sheet.totals if total.row == 23]
    amounts = [total for total in whole if total.column == "C"]
    assert [(total.stated, total.computed, total.agrees) for total in amounts] == [(21621.62, 21621.62, True)] * 2
    rates = [total for total in whole if total.column == "D"]
    assert [total.agrees for total in rates] == [True, True]
    assert all(total.computed is not None and abs(total.computed - 87.34) < 0.005 for total in rates)
    department = next(total for total in sheet.totals if (total.row, total.column) == (19, "C"))
    assert department.computed is None and department.agrees is None and "没有填数" in department.of
    assert not any(total.agrees is False for total in sheet.totals)


def test_duodao(tmp_path: Path) -> None:
    sheet = run("duodao_2021_assets", tmp_path)
    assert sheet.table == "asset_summary" and sheet.rows_stored == 7
    checked = {(total.row, total.column): total for total in sheet.totals if total.row}
    assert checked[5, "C"].computed == checked[10, "C"].computed == 624
    assert checked[5, "D"].computed == 30862.6147 and checked[10, "D"].computed == 30862.61
    assert all(total.agrees for total in sheet.totals)
    (money,) = [total for total in sheet.totals if total.kind == "reconcile" and total.column == "D"]
    assert "相差 0.0047 万元" in money.of and "视为一致" in money.of


def test_shache(tmp_path: Path) -> None:
    sheet = run("shache_2023_microcredit_interest", tmp_path)
    assert sheet.table == "fund_projects" and sheet.rows_stored == 4 and sheet.period == "2023"
    (total,) = sheet.totals
    assert (total.row, total.stated, total.computed, total.unit) == (None, None, 12357026.20, "元")
    assert stored(tmp_path, "SELECT round(sum(budget_cny), 2) FROM fund_projects") == [(12357026.20,)]


def test_dachuan(tmp_path: Path) -> None:
    sheet = run("dachuan_2024_fund_allocation", tmp_path)
    assert sheet.table == "fund_allocations" and sheet.rows_stored == 13 and sheet.period == "2024"
    found = [(total.row, total.stated, total.computed, total.agrees) for total in sheet.totals]
    assert found == [(9, 5273.0, 5273.0, True), (16, 5509.0, 5509.0, True), (17, 10782.0, 10782.0, True)]
    assert stored(tmp_path, "SELECT sum(amount_cny) FROM fund_allocations") == [(107_820_000.0,)]
    assert rows(sheet)[0]["serial"] == "(一)"


def test_daying(tmp_path: Path) -> None:
    sheet = run("daying_2019_poverty_reduction_plan", tmp_path)
    assert sheet.table == "unit_figures" and sheet.rows_stored == 11
    assert [(total.stated, total.computed, total.agrees) for total in sheet.totals] == [
        (4267, 4267, True),
        (8, 8, True),
    ]
    assert {(row["item"], row["period"], row["unit"]) for row in rows(sheet)} == {
        ("减贫人口（人）", "2019", "人"),
        ("退出贫困村（个）", "2019", "个"),
    }
    assert len([row for row in rows(sheet) if row["item"] == "退出贫困村（个）"]) == 5, "an empty cell is no zero"


def test_national_series(tmp_path: Path) -> None:
    sheet = run("national_2020_progress_series", tmp_path)
    assert sheet.table == "indicator_values"
    assert (sheet.rows_read, sheet.rows_stored, sheet.rows_left_out) == (7, 6, 1)
    (unreadable,) = [problem for problem in sheet.problems if problem.costs == "row"]
    assert (unreadable.row, unreadable.column, unreadable.kind) == (2, "A", "as_of_unreadable")
    assert unreadable.came == "2020-03-25通报"
    rate = [row for row in rows(sheet) if row["item"] == "占去年（%）"]
    assert [row["value"] for row in rate] == pytest.approx([0.9404, 1.027, 1.1209, 1.162, 1.1772])
    assert {row["unit"] for row in rate} == {"%"} and rate[0]["period"] == "2020-04"
    assert all(row["place_code"] is None for row in rows(sheet))


def test_monitoring_thresholds(tmp_path: Path) -> None:
    sheet = run("monitoring_threshold_published", tmp_path)
    assert sheet.table == "monitoring_thresholds" and (sheet.rows_stored, sheet.rows_left_out) == (5, 1)
    (missing,) = sheet.problems
    assert (missing.row, missing.column, missing.kind) == (7, "C", "missing_required_cell")
    found = {row["place_name"]: (row["place_code"], row["county_code"], row["threshold_cny"]) for row in rows(sheet)}
    assert found["闽侯县"] == ("350121", "350121", 10560.0)
    assert found["辽宁省"] == ("210000", None, 7260.0)


def test_grades(tmp_path: Path) -> None:
    sheet = run("baoji_2019_assessment_grades", tmp_path)
    assert sheet.table == "grades" and sheet.period == "2019" and sheet.rows_stored == 12
    assert not sheet.problems
    grades = [row["grade"] for row in rows(sheet)]
    assert grades.count("好") == 4 and grades.count("较好") == 8
    assert all(row["place_code"].startswith("6103") for row in rows(sheet))


def test_cooperation_figures_are_a_long_table(tmp_path: Path) -> None:
    sheet = run("eastwest_cooperation_figures", tmp_path)
    assert sheet.table == "indicator_values" and sheet.rows_stored == sheet.rows_read == 46
    figures = {(row["period"], row["item"]): (row["value"], row["unit"]) for row in rows(sheet)}
    assert figures["2020-03", "财政援助资金（亿元）"] == (240.40, "亿元")
    assert figures["2021", "带动脱贫人口（万人）"] == (2.11, "万人")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("key_counties_national_partial", "不像任何一种已声明的表"),
        ("lechang_assessment_scoring", "这是考核评分办法"),
        ("qianjiang_2022_post_eval_issues", "不像任何一种已声明的表"),
        ("zhaohua_2018_rectification_items", "这是问题整改清单"),
    ],
)
def test_tables_without_a_declaration_are_refused_with_the_reason(name: str, reason: str, tmp_path: Path) -> None:
    result = import_file(REAL / f"{name}.csv", folder=tmp_path)
    assert not result.versions and reason in result.reason
    assert Store(tmp_path).versions() == {}
