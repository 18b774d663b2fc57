"""What was counted once is not counted again, and never passes for what another table, definition, day or place would give."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
import yaml

from core.kept import Kept
from indicators.declared.expressions import PeriodBounds, bind_period, fill_period, mark_period, to_sql
from indicators.declared.framework import CHECKS, DEFAULT_FRAMEWORK, Framework, framework_ids, read_framework
from indicators.evaluation import evaluating
from indicators.evaluation.evaluating import Evaluation, evaluate
from store import answers
from store.declared.tables import find_table
from store.frames import arrow_schema
from store.versions import Store
from tests.indicators.small_case import (
    AREA,
    FENGHUANG,
    LUXI,
    MEASURES,
    NOW,
    PLACES,
    small_framework,
    small_store,
    write_rows,
)  # fmt: skip

COUNTED = {
    **MEASURES["meetings"], "table": "township_progress", "numerator": "done_count", "denominator": "target_count",
    "population": "item = 'safe_housing'", "source": "测试", "says": "一个数 ÷ 另一个数",
    "holds_against": {"table": "house_hazards", "population": "found_on <= view_day", "met": "coalesce(done_on <= view_day, is_done)"},
}  # fmt: skip
FOUND, DONE, TODAY = date(2021, 3, 1), date(2021, 11, 10), date(2021, 11, 20)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODAY", TODAY.isoformat())
    monkeypatch.setattr(answers, "SLOW_SECONDS", 0.0)
    monkeypatch.setattr(evaluating.kept, "SLOW_SECONDS", float("inf"))  # what is kept whole is not counted


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = small_store(tmp_path / "data")
    write_hazards(made, DONE, None)
    return made


def write_hazards(store: Store, *done: date | None) -> None:
    """One hazard for each, repaired on that day."""
    rows = [
        {
            "place_code": f"{FENGHUANG}001001", "county_code": FENGHUANG, "period": "2021", "household_code": f"h{number}",
            "found_on": FOUND, "done_on": on, "is_done": on is not None,
        }
        for number, on in enumerate(done)
    ]  # fmt: skip
    write_rows(store, "house_hazards", rows)


def held_framework(folder: Path, met: str = "") -> Framework:
    """The small framework with its meetings counted from a register; `met` says another way when a hazard is repaired."""
    small_framework(folder / "plain")
    home = shutil.copytree(folder / "plain" / "small", folder / "held" / "small")
    declared = {**COUNTED, "holds_against": {**COUNTED["holds_against"], **({"met": met} if met else {})}}  # type: ignore[dict-item]
    (home / "meetings.yaml").write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
    return read_framework("small", folder / "held")


def counted(evaluation: Evaluation) -> tuple[float, float]:
    row = evaluation.measures.set_index(["place_code", "measure"]).loc[(FENGHUANG, "meetings")]
    return float(row["numerator"]), float(row["denominator"])


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a program that has just begun; what is on disk stays."""
    monkeypatch.setattr(answers, "_memory", Kept(answers.KEPT_BYTES))
    monkeypatch.setattr(evaluating, "_kept_scored", Kept(16))


Later = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(params=[lambda _: None, forget], ids=["in one program", "in the next program"])
def later(request: pytest.FixtureRequest) -> Later:
    found: Later = request.param
    return found


def test_a_changed_register_is_counted_anew(
    store: Store, tmp_path: Path, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    framework = held_framework(tmp_path / "defined")
    assert counted(evaluate(store, framework, NOW, AREA)) == (1, 2)
    write_hazards(store, DONE, DONE, None)
    later(monkeypatch)
    assert counted(evaluate(store, framework, NOW, AREA)) == (2, 3)
    store.rollback("house_hazards@0", "甲", "导错了文件")
    assert counted(evaluate(store, framework, NOW, AREA)) == (1, 2)


def test_a_changed_definition_is_counted_anew(
    store: Store, tmp_path: Path, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert counted(evaluate(store, held_framework(tmp_path / "one"), NOW, AREA)) == (1, 2)
    later(monkeypatch)
    assert counted(evaluate(store, held_framework(tmp_path / "two", "found_on is not null"), NOW, AREA)) == (2, 2)


def test_another_day_is_counted_anew(
    store: Store, tmp_path: Path, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    framework = held_framework(tmp_path / "defined", "done_on <= view_day")
    assert counted(evaluate(store, framework, NOW, AREA))[0] == 1
    later(monkeypatch)
    assert counted(evaluate(store, framework, NOW, AREA, date(2021, 11, 9)))[0] == 0


def test_a_changed_place_table_is_looked_at_anew(
    store: Store, tmp_path: Path, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    framework = held_framework(tmp_path / "defined")
    before = evaluate(store, framework, NOW, AREA).places.set_index("place_code")["league"]
    assert before[FENGHUANG] == PLACES[FENGHUANG][1] == "脱贫县"
    later(monkeypatch)
    write_rows(store, "places", [{"code": FENGHUANG, "name": "凤凰县", "level": "county", "league": "其他县"}])
    assert evaluate(store, framework, NOW, AREA).places.set_index("place_code")["league"][FENGHUANG] == "其他县"
    write_rows(store, "places", [{"code": FENGHUANG, "name": "凤凰县", "level": "county", "replaced_by": LUXI}])
    assert FENGHUANG not in set(evaluate(store, framework, NOW, AREA).places["place_code"])


def test_a_limit_that_was_set_is_counted_with(
    store: Store, tmp_path: Path, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    framework = held_framework(tmp_path / "defined", "1000 > limit_wage_low_cny")
    first = counted(evaluate(store, framework, NOW, AREA))
    later(monkeypatch)
    line = {"place_code": FENGHUANG, "county_code": FENGHUANG, "period": "2021", "limit_code": "wage_low_cny"}
    write_rows(store, "check_limits", [{**line, "limit_value": 1_000_000.0 if first[0] else 0.0}])
    assert counted(evaluate(store, framework, NOW, AREA))[0] == 2 - first[0]


def test_an_evaluation_is_nobody_elses(store: Store, tmp_path: Path) -> None:
    framework = held_framework(tmp_path / "defined")
    first = evaluate(store, framework, NOW, AREA)
    for frame in (first.places, first.measures, first.aspects, first.indicators):
        frame.loc[:, "place_code"] = "000000"
    again = evaluate(store, framework, NOW, AREA)
    for frame in (again.places, again.measures, again.aspects, again.indicators):
        assert set(frame["place_code"]) == set(PLACES)


@pytest.mark.parametrize("name", [*framework_ids(), CHECKS])
def test_a_marked_expression_filled_is_the_expression_bound(name: str) -> None:
    bounds = [PeriodBounds.of("2021-11", date(2021, 11, 20)), PeriodBounds.of("2020")]
    forms = [form for measure in read_framework(name).measures.values() for form in measure.forms]
    trees = [
        getattr(one, part) for one in forms for part in ("population", "met", "numerator", "denominator", "reported")
    ]
    for tree in filter(None, trees):
        marked = mark_period(tree)
        for one in bounds:
            assert fill_period(marked, one) == to_sql(bind_period(tree, one))


CHANGED = ("house_hazards", "township_progress", "monitored_persons", "visits", "fund_projects", "satisfaction_sample")


@pytest.mark.parametrize("name", [DEFAULT_FRAMEWORK, "data_quality"])
def test_counties_counted_anew_among_the_others_are_as_if_all_were(
    filled_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """One county sends some tables again with every third row left out; the others are taken over from before."""
    folder = tmp_path / "data"
    shutil.copytree(filled_folder, folder)
    store, framework = Store(folder), read_framework(name)
    before = evaluate(store, framework, NOW, AREA)
    for table in CHANGED:
        leave_out(store, table, FENGHUANG)
    counted_for: list[str] = []
    splice = answers._splice
    monkeypatch.setattr(answers, "_splice", lambda *given: counted_for.append("some") or splice(*given))  # type: ignore[func-returns-value]
    spliced = evaluate(store, framework, NOW, AREA)
    shutil.rmtree(folder / answers.ANSWERS_FOLDER)
    forget(monkeypatch)
    whole = evaluate(store, framework, NOW, AREA)
    for part in ("places", "measures", "aspects", "indicators"):
        pd.testing.assert_frame_equal(getattr(spliced, part), getattr(whole, part))
    assert counted_for
    if name == DEFAULT_FRAMEWORK:
        assert not before.measures["value"].equals(whole.measures["value"])


def leave_out(store: Store, name: str, county: str) -> None:
    table = find_table(name)
    with store.connect() as connection:
        rows = connection.sql(f"SELECT * FROM {name} WHERE county_code = '{county}' ORDER BY ALL").to_arrow_table()
    kept = rows.filter(pa.array([number % 3 > 0 for number in range(len(rows))], pa.bool_()))
    if len(kept):
        store.write(table, kept.cast(arrow_schema(table)), "测试", "再报.xlsx", "0" * 64, f"again-{name}")
