"""One pass over a relation finds what each check finds by itself, and asks each check's own population."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot

from core.errors import UserError
from indicators.checks.engines.engine import COUNTS, NAMES, ROWS, run_checks
from indicators.checks.engines.on_duckdb import DuckdbEngine
from indicators.checks.engines.plan import make_plans
from indicators.declared import Framework, views
from indicators.declared.expressions import PeriodBounds
from indicators.evaluation import query
from store.versions import Store
from tests.indicators.checks.checking_case import (
    BEFORE,
    CHECKS,
    HUA_A,
    HUA_B,
    HUAYUAN,
    ID_1,
    ID_2,
    ID_4,
    LU_A,
    LUXI,
    NOW,
    few_checks,
    few_rows,
    person,
)  # fmt: skip
from tests.indicators.checks.found_rows import find_rows

MANY = 125
"""More checks of one relation than two masks hold."""


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    return few_checks(tmp_path_factory.mktemp("definitions"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    draw = random.Random(20211120)
    people = [_odd_person(draw, at) for at in range(300)]
    loans = [_loan(draw, at) for at in range(60)]
    return few_rows(tmp_path_factory.mktemp("data"), {"monitored_persons": people, "microcredit": loans})


def _odd_person(draw: random.Random, at: int) -> dict[str, Any]:
    return person(
        draw.choice((HUA_A, HUA_B, LU_A)), f"H{at // 3}", f"43312419800101{at:04d}", period=draw.choice((NOW, NOW, BEFORE)),
        relation=draw.choice(("户主", "配偶", None)), farmland_mu=draw.choice((None, 3.0, 99.5, 100.0, 100.5)),
        income_per_person_cny=draw.choice((None, 5999.0, 6000.0)), birth_month=draw.choice((None, "1980-01", "2010-05")),
        household_phone=draw.choice((None, "13800000000")),
    )  # fmt: skip


def _loan(draw: random.Random, at: int) -> dict[str, Any]:
    place = draw.choice((HUA_A, LU_A))
    return {
        "place_code": place, "place_name": "某村", "county_code": place[:6], "period": NOW, "loan_code": f"L{at}",
        "household_code": f"H{at}", "loan_cny": draw.choice((None, 50000.0, 50000.5)),
    }  # fmt: skip


def _found(connection: duckdb.DuckDBPyConnection, checks: Framework, scope: str) -> Counter[tuple[Any, ...]]:
    rows = find_rows(connection, list(checks.measures.values()), NOW, scope).to_pylist()
    return Counter((row["check"], row["place_code"], row["source_sheet"], row["source_row"]) for row in rows)


@pytest.mark.parametrize("scope", ["", "433100", HUAYUAN, HUA_A[:9], LU_A, "000000"])
def test_one_pass_finds_what_each_check_finds_by_itself(store: Store, checks: Framework, scope: str) -> None:
    with store.connect() as connection:
        alone: Counter[tuple[Any, ...]] = Counter()
        for measure in checks.measures.values():
            rows = query.shortfall_rows(connection, query.RowRequest(measure, NOW, scope))
            alone.update((measure.id, row.place_code, row.source_sheet, row.source_row) for row in rows.itertuples())
        assert _found(connection, checks, scope) == alone
    assert bool(alone) == (scope != "000000")


def test_the_judged_rows_are_those_of_the_values(store: Store, checks: Framework) -> None:
    measures = list(checks.measures.values())
    with store.connect() as connection:
        run_checks(connection, DuckdbEngine(), measures, NOW)
        counted = connection.execute(
            f'SELECT place_code, "check", sum(population), sum(unknown) FROM {COUNTS} JOIN {NAMES} USING (number) GROUP BY 1, 2'
        ).fetchall()
        values = query.measure_values(connection, measures, NOW, "village")
    expected = {
        (row.place_code, row.measure): row.rows_total - row.rows_unknown
        for row in values.itertuples()
        if row.rows_total
    }
    judged = {(place, check): asked - unknown for place, check, asked, unknown in counted}
    assert {key: judged[key] for key in expected} == expected
    assert not any(number for key, number in judged.items() if key not in expected)
    assert any(unknown for *_, unknown in counted)


def test_a_row_of_which_nobody_can_say_whether_it_is_asked_is_unknown(store: Store, checks: Framework) -> None:
    """A cell of the population left empty takes its row out of the judged ones, never out of sight."""
    nobody_knows = sqlglot.parse_one("CASE WHEN relation = '户主' THEN NULL ELSE FALSE END", dialect="duckdb")
    measures = [replace(checks.measures["land"], population=nobody_knows, met=sqlglot.parse_one("farmland_mu > 1000"))]
    with store.connect() as connection:
        run_checks(connection, DuckdbEngine(), measures, NOW)
        asked, unknown = connection.execute(f"SELECT sum(population), sum(unknown) FROM {COUNTS}").fetchone() or (0, 0)
        found = connection.execute(f"SELECT count(*) FROM {ROWS}").fetchone()
    assert asked and asked == unknown and found == (0,)


def test_more_checks_than_a_number_has_bits(tmp_path: Path, store: Store) -> None:
    lines = {f"land_{line:03d}": {**CHECKS["land"], "met": f"farmland_mu <= {line}"} for line in range(MANY)}
    many = few_checks(tmp_path, lines)
    (plan,) = make_plans(list(many.measures.values()), PeriodBounds.of(NOW), NOW)
    assert len(plan.populations) == 1
    with store.connect() as connection:
        rows = find_rows(connection, list(many.measures.values()), NOW).to_pylist()
        land = "SELECT farmland_mu FROM monitored_persons WHERE period = $now AND farmland_mu IS NOT NULL"
        areas = [area for (area,) in connection.execute(land, {"now": NOW}).fetchall()]
    found = Counter(row["check"] for row in rows)
    expected = {f"land_{line:03d}": sum(area > line for area in areas) for line in range(MANY)}
    assert {name: found[name] for name in expected} == expected


def test_each_countys_newest_month_is_the_same_written_out(store: Store) -> None:
    with store.connect() as connection:
        bounds = PeriodBounds.of(NOW)
        newest = views.find_newest(connection, ["monitored_persons", "household_incomes"], bounds)
        assert newest == {"monitored_persons": "period = '2021-11'"}
    mixed = views._newest_condition({LUXI: BEFORE, HUAYUAN: NOW, "433123": NOW})
    assert mixed == (
        "((period = '2021-11' AND county_code NOT IN ('433122')) OR (period = '2021-10' AND county_code IN ('433122')))"
    )
    assert views._newest_condition({}) == "FALSE"


def test_a_county_that_is_behind_is_checked_by_its_own_newest_month(tmp_path: Path, checks: Framework) -> None:
    rows = [
        person(HUA_A, "H1", ID_1, farmland_mu=130.0, period=BEFORE), person(HUA_A, "H2", ID_2),
        person(LU_A, "H4", ID_4, farmland_mu=130.0, period=BEFORE),
    ]  # fmt: skip
    store = few_rows(tmp_path / "data", {"monitored_persons": rows})
    with store.connect() as connection:
        found = find_rows(connection, [checks.measure("land")], NOW).to_pylist()
    assert [(row["row_key"], row["county_code"]) for row in found] == [(ID_4, LUXI)]


def test_a_table_used_directly_is_keyed_by_its_own_key(store: Store, checks: Framework) -> None:
    with store.connect() as connection:
        found = find_rows(connection, [checks.measure("phone"), checks.measure("credit")], NOW).to_pylist()
        persons = connection.execute("SELECT household_code || '|' || id_number FROM monitored_persons").fetchall()
    keys = {check: {row["row_key"] for row in found if row["check"] == check} for check in ("phone", "credit")}
    assert keys["phone"] <= {key for (key,) in persons}
    assert all("L" in key and LUXI not in key.split("|") and NOW not in key for key in keys["credit"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"met": "farmland_mu <= limit_nobody"}, "没有这一列"),
        ({"table": "no_such_view"}, "取值不在允许范围"),
        ({"suspicion": "大概"}, "取值不在允许范围"),
        ({"met": "farmland_mu"}, "应为条件"),
        ({"list_columns": ["nothing"]}, "取值不在允许范围"),
    ],
)
def test_wrong_definitions_are_refused(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    with pytest.raises(UserError, match=words):
        few_checks(tmp_path, {"land": {**CHECKS["land"], **change}})


def test_the_memory_limit_of_the_settings_holds(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUCKDB_MEMORY_LIMIT", "512MiB")
    with store.connect() as connection:
        limit, spill = connection.execute(
            "SELECT current_setting('memory_limit'), current_setting('temp_directory')"
        ).fetchall()[0]
    assert (limit, Path(spill)) == ("512.0 MiB", store.folder / "tmp")
