"""Lines by place and year: the nearest place that says one, else the built-in value."""

import re
from pathlib import Path
from typing import Any

import pytest

from indicators.declared import Framework, limits
from indicators.evaluation import query
from store.versions import Store
from tests.indicators.checks.checking_case import (
    HUA_A,
    HUAYUAN,
    ID_1,
    ID_2,
    LU_A,
    LUXI,
    NOW,
    few_checks,
    few_rows,
    person,
)
from tests.indicators.checks.found_rows import find_rows

COUNTRY, PROVINCE, PREFECTURE = "100000", "430000", "433100"
LAND = "farmland_high_mu"


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    return few_checks(tmp_path_factory.mktemp("definitions"))


def limit_row(place: str, value: float, code: str = LAND, year: str = "2021") -> dict[str, Any]:
    return {
        "place_code": place,
        "place_name": place,
        "county_code": place,
        "period": year,
        "limit_code": code,
        "limit_value": value,
    }


def line_sql(folder: Path, rows: list[dict[str, Any]], scope: str = "", year: str = "2021") -> str:
    store = few_rows(folder / "data", {"check_limits": rows} if rows else {})
    with store.connect() as connection:
        return limits.read_lines(connection, year, [LAND], scope)[f"limit_{LAND}"].sql(dialect="duckdb")


def test_built_in_where_nothing_is_said(tmp_path: Path) -> None:
    assert line_sql(tmp_path, []) == "100.0"


@pytest.mark.parametrize(
    ("rows", "scope", "sql"),
    [
        ([(COUNTRY, 90)], "", "90.0"),
        ([(COUNTRY, 90), (PROVINCE, 80)], HUAYUAN, "80.0"),
        ([(PROVINCE, 80), (PREFECTURE, 70)], HUA_A, "70.0"),
        ([(PREFECTURE, 70), (HUAYUAN, 60)], HUAYUAN, "60.0"),
        ([(PREFECTURE, 70), (HUAYUAN, 60)], LUXI, "70.0"),
        ([(PREFECTURE, 70), (HUAYUAN, 70)], PREFECTURE, "70.0"),
        ([(PREFECTURE, 100)], "", "100.0"),
        ([(HUAYUAN, 60)], "", "CASE WHEN county_code IN ('433124') THEN 60.0 ELSE 100.0 END"),
    ],
)
def test_the_nearest_place_counts(tmp_path: Path, rows: list[tuple[str, float]], scope: str, sql: str) -> None:
    assert line_sql(tmp_path, [limit_row(place, value) for place, value in rows], scope) == sql


def test_another_year_says_nothing(tmp_path: Path) -> None:
    assert line_sql(tmp_path, [limit_row(COUNTRY, 90)], year="2020") == "100.0"


def test_a_county_takes_the_built_in_value_back_inside_another_line(tmp_path: Path) -> None:
    store = few_rows(tmp_path / "data", {"check_limits": [limit_row(PREFECTURE, 70), limit_row(HUAYUAN, 100)]})
    with store.connect() as connection:
        line = limits.read_lines(connection, "2021", [LAND])[f"limit_{LAND}"].sql(dialect="duckdb")
        codes = f"SELECT county_code, {line} FROM (VALUES ('{HUAYUAN}'), ('{LUXI}'), ('430121')) t(county_code)"
        assert dict(connection.execute(codes).fetchall()) == {HUAYUAN: 100, LUXI: 70, "430121": 100}


def test_lists_and_runs_use_the_same_lines(tmp_path: Path, checks: Framework) -> None:
    people = [
        person(HUA_A, "H1", ID_1, income_per_person_cny=6500.0),
        person(LU_A, "H2", ID_2, income_per_person_cny=6500.0),
    ]
    line = {
        "place_code": HUAYUAN,
        "place_name": "花垣县",
        "county_code": HUAYUAN,
        "period": "2021",
        "threshold_cny": 7000.0,
    }
    store = few_rows(tmp_path / "data", {"monitored_persons": people, "monitoring_thresholds": [line]})
    income = checks.measure("income")
    with store.connect() as connection:
        found = find_rows(connection, [income], NOW).to_pylist()
        listed = query.shortfall_rows(connection, query.RowRequest(income, NOW))
    assert [row["row_key"] for row in found] == [ID_1] == list(listed["row_key"])


def test_a_code_that_no_limit_has_is_named(tmp_path: Path) -> None:
    store = few_rows(
        tmp_path / "data", {"check_limits": [limit_row(COUNTRY, 1, "no_such_line"), limit_row(COUNTRY, 90)]}
    )
    with store.connect() as connection:
        assert limits.unknown_codes(connection) == ["no_such_line"]


def test_the_monitoring_line_may_come_from_either_table(tmp_path: Path) -> None:
    code = limits.MONITORING_LINE
    line = {
        "place_code": PROVINCE,
        "place_name": "湖南省",
        "county_code": PROVINCE,
        "period": "2021",
        "threshold_cny": 7000.0,
    }
    store = few_rows(tmp_path / "data", {"monitoring_thresholds": [line]})
    with store.connect() as connection:
        assert limits.read_lines(connection, "2021", [code], HUAYUAN)[f"limit_{code}"].sql() == "7000.0"
    few_rows(tmp_path / "data", {"check_limits": [limit_row(PROVINCE, 7100, code)]})
    with Store(tmp_path / "data").connect() as connection:
        assert limits.read_lines(connection, "2021", [code], HUAYUAN)[f"limit_{code}"].sql() == "7100.0"


def test_every_limit_moves_something() -> None:
    """A line that an office sets and nothing reads would be said to hold and change nothing: each stands in an expression, a view
    or a test of true figures, or has its rows read by its code."""
    folder = Path(limits.__file__).parents[1]
    texts = [path.read_text(encoding="utf-8") for end in ("yaml", "sql") for path in folder.rglob(f"*.{end}")]
    codes = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]
    for code in limits.read_limits():
        is_asked = any(re.search(rf"\blimit_{code}\b", text) for text in texts)
        assert is_asked or any(f'"{code}"' in text for text in codes), code
