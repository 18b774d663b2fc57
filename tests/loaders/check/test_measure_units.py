"""Published averages stand in the unit of the measure they are of, and may be the nation's."""

from pathlib import Path
from typing import Any

import pytest

from core.measure_units import find_unit
from indicators.declared import read_framework
from loaders.importing import preview
from loaders.recognise.choices import Choices
from loaders.results import SheetResult
from tests.loaders.sheets import write_xlsx

HEADER = ["地区", "期次", "指标代码", "平均值"]


def look(folder: Path, *rows: tuple[Any, ...]) -> SheetResult:
    path = write_xlsx(folder / "平均值.xlsx", {"平均值": [HEADER, *rows]})
    (sheet,) = preview(path, Choices(table="reference_values"), folder=folder).sheets
    return sheet


def values(sheet: SheetResult) -> list[Any]:
    assert sheet.frame is not None
    return list(sheet.frame["value"].to_pylist())


@pytest.mark.parametrize(
    ("measure", "cell", "stored"),
    [
        ("spend_rate", "87%", 0.87),
        ("spend_rate", 0.87, 0.87),
        ("spend_rate", 1.05, 1.05),
        ("rural_income_growth", "10.5%", 0.105),
        ("allocation_days", 28, 28.0),
        ("workers_kept", "1.2万", 12_000.0),
        ("workers_kept_growth", "3.2%", 0.032),
        ("rural_income_level", "1.2万元", 12_000.0),
    ],
)
def test_a_figure_in_the_measures_unit_is_stored(measure: str, cell: Any, stored: float, tmp_path: Path) -> None:
    sheet = look(tmp_path, ("湖南省", "2021-11", measure, cell))
    assert values(sheet) == [stored] and not sheet.problems


@pytest.mark.parametrize(
    ("measure", "cell", "kind"),
    [
        ("spend_rate", 87, "percent_unclear"),
        ("spend_rate", "87", "percent_unclear"),
        ("allocation_days", "87%", "unit_mismatch"),
        ("workers_kept", -3, "value_out_of_range"),
    ],
)
def test_a_figure_that_cannot_stand_in_the_unit_is_refused_at_its_cell(
    measure: str, cell: Any, kind: str, tmp_path: Path
) -> None:
    """87 taken for 8 700 % would make every county lose its marks."""
    sheet = look(tmp_path, ("湖南省", "2021-11", measure, cell), ("湖南省", "2021-10", measure, 1))
    found = next(problem for problem in sheet.problems if problem.kind == kind)
    assert (found.column, found.row, found.came) == ("D", 2, str(cell)) and found.expected
    assert values(sheet) == [1.0]
    assert ("87% 或 0.87" in found.expected) == (kind == "percent_unclear")


def test_an_average_of_no_measure_is_said(tmp_path: Path) -> None:
    sheet = look(tmp_path, ("湖南省", "2021-11", "no_such_measure", 3))
    assert [problem.kind for problem in sheet.problems] == ["unknown_measure"] and values(sheet) == [3.0]


@pytest.mark.parametrize("place", ["全国", "100000", 100000])
def test_the_nation_is_a_place_of_an_average(place: Any, tmp_path: Path) -> None:
    sheet = look(tmp_path, (place, "2021-11", "spend_rate", "91%"))
    assert sheet.frame is not None and not sheet.problems
    assert sheet.frame.select(["place_code", "place_name", "county_code"]).to_pylist() == [
        {"place_code": "100000", "place_name": "全国", "county_code": None}
    ]


def test_units_are_those_of_the_definitions() -> None:
    measures = read_framework("consolidation_2021").measures
    assert {name: find_unit(name) for name in measures} == {name: one.unit for name, one in measures.items()}
    assert find_unit("no_such_measure") == find_unit("../framework") == ""
