"""A county that got another code: what was said of it under the old one still holds."""

from pathlib import Path

from indicators.declared.limits import read_lines
from indicators.evaluation import evaluate
from indicators.figures import read_grades
from store.versions import Store
from tests.indicators.small_case import NOW, small_framework, write_rows

OLD, TODAY = "520522", "520581"


def store_of(folder: Path) -> Store:
    store = Store(folder)
    figures = {"meetings_planned": 10, "meetings_held": 4, "repeat_petitions": 0}
    key = {"place_code": TODAY, "place_name": "黔西市", "county_code": TODAY, "period": NOW}
    write_rows(store, "indicator_values", [{**key, "item": item, "value": value} for item, value in figures.items()])
    old = {"place_code": OLD, "place_name": "黔西县", "county_code": OLD, "period": "2021"}
    write_rows(store, "not_applicable", [{**old, "measure": "meetings", "reason": "机构改革"}])
    write_rows(store, "grades", [{**old, "grade": "好", "reason": "评定", "set_by": "甲"}])
    write_rows(store, "check_limits", [{**old, "limit_code": "wage_low_cny", "limit_value": 200.0}])
    return store


def test_an_exemption_under_the_old_code_applies(tmp_path: Path) -> None:
    now = evaluate(store_of(tmp_path / "data"), small_framework(tmp_path), NOW, "520500")
    rows = now.measures.set_index(["place_code", "measure"])
    assert now.places["place_code"].tolist() == [TODAY]
    assert rows.loc[(TODAY, "meetings"), "state"] == "not_applicable"
    assert rows.loc[(TODAY, "petitions"), "state"] == "scored"


def test_a_grade_and_a_limit_under_the_old_code_are_those_of_today(tmp_path: Path) -> None:
    store = store_of(tmp_path)
    assert read_grades(store, "2021")[["place_code", "grade"]].to_numpy().tolist() == [[TODAY, "好"]]
    with store.connect() as connection:
        line = read_lines(connection, "2021", ["wage_low_cny"], "520500")["limit_wage_low_cny"].sql(dialect="duckdb")
    assert TODAY in line and OLD not in line
