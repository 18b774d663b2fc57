"""Figures over time, on the published series that has a date nobody can read."""

from pathlib import Path

import pytest

from charts.series import draw_series
from indicators.figures.series import list_left_out, list_series, read_series, say_course, say_figure
from loaders.importing import import_file
from store.versions import Store
from tests.indicators.small_case import write_rows

WORKERS = "25省已外出务工贫困劳动力（万人）"


@pytest.fixture
def national(real_tables: Path, empty_folder: Path) -> Store:
    import_file(real_tables / "national_2020_progress_series.csv", folder=empty_folder)
    return Store(empty_folder)


def test_a_published_series_is_a_curve_of_six_dates(national: Store) -> None:
    choice = next(one for one in list_series(national, "") if one.item == WORKERS)
    points = read_series(national, WORKERS, "")
    assert (choice.unit, len(points)) == ("万人", 6)
    assert list(points["value"]) == [2085.94, 2352.96, 2603.79, 2866.95, 2934.41, 2973.01]
    assert list(points["source_row"]) == [3, 4, 5, 6, 7, 8]
    assert say_course(points, choice).startswith(
        f"{WORKERS}由2020年3月27日的 2,085.94 万人 到2020年10月的 2,973.01 万人"
    )
    figure = draw_series(points, lambda value: say_figure(value, choice.unit))
    assert len(figure.data) == 1
    assert list(figure.data[0].y) == list(points["value"])


def test_the_date_that_cannot_be_read_is_listed(national: Store) -> None:
    ids = read_series(national, WORKERS, "")["import_id"].unique()
    (left,) = list_left_out(national.folder, ids)
    assert left["row"] == 2
    assert left["came"] == "2020-03-25通报"
    assert list_left_out(national.folder, ["20200101T000000-none"]) == []


def test_a_month_that_is_not_over_is_dated_by_the_working_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODAY", "2021-11-20")
    place = {"place_code": "433123", "place_name": "凤凰县", "county_code": "433123", "item": "petitions"}
    write_rows(Store(tmp_path), "indicator_values", [
        place | {"period": period, "value": 3.0} for period in ("2021-10", "2021-11")
    ])  # fmt: skip
    points = read_series(Store(tmp_path), "petitions", "433123")
    assert [f"{on:%Y-%m-%d}" for on in points["on"]] == ["2021-10-31", "2021-11-20"]


def test_rates_are_said_as_percent(national: Store) -> None:
    points = read_series(national, "占去年外出务工总数（%）", "")
    assert say_figure(points["value"].iloc[-1], "%") == "108.93%"


def test_a_place_sees_its_own_line_in_the_accent(demo_store: Store) -> None:
    points = read_series(demo_store, "rural_income", "433100")
    assert points["place_code"].nunique() >= 8
    figure = draw_series(points, str, ours="433123")
    names = [text.split("<br>")[0] for trace in figure.data for text in trace.hovertext[:1]]
    assert names[-1] == "凤凰县", "ours is drawn last, on top"
    assert figure.data[-1].line.color != figure.data[0].line.color
