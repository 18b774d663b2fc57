"""Any stored figure: what there is, values, quotients, ranks and changes, each held against a plain count over the rows."""

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from core.errors import UserError
from indicators.figures import anything
from indicators.figures.anything import MEAN, NO_PERIOD, SUM, Asked, Figure, RowsAsked, rank_period
from indicators.scoring import LOWER
from loaders.importing import import_file
from store import Store, read_places, read_tables

AREA, COUNTY = "433100", "433127"
NUMBERS = ("integer", "number", "money", "percent")


@pytest.fixture(scope="module")
def filled(filled_folder: Path) -> Store:
    return Store(filled_folder)


@pytest.fixture(scope="module")
def figures(filled: Store) -> dict[str, Figure]:
    return anything.list_figures(filled)


def rows_of(store: Store, table: str, where: str) -> list[dict[str, object]]:
    with store.connect() as connection:
        return connection.execute(f"SELECT * FROM {table} WHERE {where}").df().to_dict("records")  # type: ignore[return-value]


def is_there(value: object) -> bool:
    return value is not None and value == value


def as_dict(grid: pd.DataFrame, period: str) -> dict[str, float]:
    known = grid[(grid["period"] == period) & grid["value"].notna()]
    return dict(zip(known["place_code"], known["value"], strict=True))


def test_every_number_column_with_a_value_is_there(filled: Store, figures: dict[str, Figure]) -> None:
    found = {(figure.table, figure.column) for figure in figures.values()}
    wanted = set()
    with filled.connect() as connection:
        for table in read_tables().values():
            names = [column.name for column in table.columns if column.type in NUMBERS]
            if table.place_level and names:
                rows = connection.execute(f"SELECT {', '.join(names)} FROM {table.name}").df()
                wanted |= {(table.name, name) for name in names if rows[name].notna().any()}
    assert wanted and found == wanted


def test_sums_by_county_are_those_of_a_plain_count(filled: Store, figures: dict[str, Figure]) -> None:
    sums: dict[str, float] = defaultdict(float)
    for row in rows_of(filled, "fund_projects", "period = '2021'"):
        if is_there(row["budget_cny"]):
            sums[str(row["county_code"])] += row["budget_cny"]  # type: ignore[operator]
    grid = anything.read_grid(filled, Asked(figures["fund_projects/budget_cny"], None, "county", AREA, SUM))
    assert as_dict(grid, "2021") == pytest.approx(dict(sums)) and len(sums) == 8


def test_income_is_averaged_and_never_added(filled: Store, figures: dict[str, Figure]) -> None:
    figure = figures["household_incomes/income_per_person_cny"]
    assert SUM not in figure.ways and figure.ways[0] == MEAN
    values = defaultdict(list)
    for row in rows_of(filled, "household_incomes", f"period = '2021' AND county_code = '{COUNTY}'"):
        if is_there(row["income_per_person_cny"]):
            values[str(row["place_code"])[:9]].append(row["income_per_person_cny"])
    grid = anything.read_grid(filled, Asked(figure, None, "township", COUNTY, MEAN))
    assert as_dict(grid, "2021") == pytest.approx({code: sum(one) / len(one) for code, one in values.items()})  # type: ignore[arg-type]


def test_a_prefecture_has_its_own_figure_where_it_sent_one(filled: Store, figures: dict[str, Figure]) -> None:
    rows = rows_of(filled, "indicator_values", "period = '2021'")
    own = {str(row["item"]): row["value"] for row in rows if row["place_code"] == AREA}
    assert own
    for item, value in own.items():
        figure = figures[f"indicator_values/value/{item}"]
        grid = anything.read_grid(filled, Asked(figure, None, "prefecture", "430000", figure.ways[0]))
        assert as_dict(grid, "2021") == {AREA: value} and grid["is_own"].any()


def test_a_share_is_the_quotient_of_sums(filled: Store, figures: dict[str, Figure]) -> None:
    done, target = (figures[f"township_progress/{name}/insured"] for name in ("done_count", "target_count"))
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in rows_of(filled, "township_progress", "item = 'insured' AND period = '2021-11'"):
        for at, name in enumerate(("done_count", "target_count")):
            sums[str(row["county_code"])][at] += row[name] if is_there(row[name]) else 0.0  # type: ignore[operator]
    asked = Asked(done, target, "county", AREA, SUM)
    assert asked.unit == "percent"
    assert as_dict(anything.read_grid(filled, asked), "2021-11") == pytest.approx(
        {code: a / b for code, (a, b) in sums.items()}
    )


def test_money_by_household_stands_in_yuan_a_household(figures: dict[str, Figure]) -> None:
    asked = Asked(figures["fund_projects/budget_cny"], figures["fund_projects/benefit_households"], "county", AREA, SUM)
    assert anything.say(12_345.678, asked.unit) == "12,345.68 元/户"


def made(values: dict[tuple[str, str], float | None], **more: int) -> pd.DataFrame:
    """A grid of (place, period) → value."""
    rows = [
        {"place_code": code, "period": period, "value": float("nan") if value is None else value,
         "rows": int(value is not None), "blank": 0, "unread": more.get(code, 0), "is_own": False}
        for (code, period), value in values.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_zero_and_missing_divisors_are_unknown_and_a_month_takes_its_year() -> None:
    above = made({("a", "2021-11"): 6.0, ("b", "2021-11"): 6.0, ("c", "2021-11"): 6.0, ("d", "2021-11"): None})
    months = made({("a", "2021-11"): 3.0, ("b", "2021-11"): 0.0, ("d", "2021-11"): 2.0})
    assert as_dict(anything.divide(above, months), "2021-11") == {"a": 2.0}
    years = made({("a", "2021"): 2.0, ("b", "2020"): 2.0})
    assert as_dict(anything.divide(above, years), "2021-11") == {"a": 3.0}
    assert as_dict(anything.divide(above, made({("c", NO_PERIOD): 4.0})), "2021-11") == {"c": 1.5}
    assert as_dict(anything.divide(made({("a", "2021"): 1.0}), months), "2021") == {}, "a year has no month's divisor"


def figure_of(better: str = "", level: str = "county", ways: tuple[str, ...] = (SUM, MEAN)) -> Figure:
    return Figure("t/c", "fund_projects", "budget_cny", "某数", "", level, ways, better=better)


def test_ranks_have_ties_and_the_unknown_has_none(filled: Store) -> None:
    grid = made(
        {
            ("433101", "2021-11"): 5.0, ("433122", "2021-11"): 7.0, ("433123", "2021-11"): 5.0, ("433124", "2021-11"): None,
            ("433101", "2021-10"): 8.0, ("433122", "2021-10"): 7.0, ("433123", "2021-10"): 1.0, ("433101", "2020-11"): 4.0,
        }
    )  # fmt: skip
    places = read_places(filled)
    found = rank_period(grid, Asked(figure_of(), None, "county", AREA, SUM), "2021-11", places, ["433125"])
    ranks = {row["place_code"]: row["rank"] for _, row in found.table.iterrows() if row["rank"] == row["rank"]}
    assert ranks == {"433122": 1, "433101": 2, "433123": 2}
    assert set(found.unknown["place_code"]) == {"433124", "433125"}, "expected places stay, unknown"
    row = found.of("433101")
    assert row is not None and (row["last_value"], row["year_value"]) == (8.0, 4.0)
    assert (found.last_period, found.year_period) == ("2021-10", "2020-11")
    low = rank_period(grid, Asked(figure_of(LOWER), None, "county", AREA, SUM), "2021-11", places)
    assert low.ranked.iloc[0]["value"] == 5.0 and low.ranked.iloc[-1]["place_code"] == "433122"


def test_a_sum_with_cells_not_read_is_known_in_part_and_not_ranked(filled: Store) -> None:
    grid = made({("433101", "2021"): 5.0, ("433122", "2021"): 7.0}, **{"433122": 2})
    places = read_places(filled)
    found = rank_period(grid, Asked(figure_of(), None, "county", AREA, SUM), "2021", places)
    assert list(found.ranked["place_code"]) == ["433101"] and "合计不全，不排名" in anything.say_unknown(found)
    assert "合计 " not in anything.say_standing(found), "no total is said of what is not whole"
    mean = rank_period(grid, Asked(figure_of(), None, "county", AREA, MEAN), "2021", places)
    assert len(mean.ranked) == 2


def test_lines_are_the_values_of_their_kind_of_period_in_order(filled: Store, figures: dict[str, Figure]) -> None:
    asked = Asked(figures["township_progress/done_count/insured"], None, "county", AREA, SUM)
    grid = anything.read_grid(filled, asked)
    points = anything.series_points(grid, asked, read_places(filled), pd.Timestamp("2021-11-20").date())
    ours = points[points["place_code"] == COUNTY]
    assert list(ours["period"]) == sorted(ours["period"]) and len(ours) == 24
    sums: dict[str, float] = defaultdict(float)
    for row in rows_of(filled, "township_progress", f"item = 'insured' AND county_code = '{COUNTY}'"):
        if is_there(row["done_count"]):
            sums[str(row["period"])] += row["done_count"]  # type: ignore[operator]
    assert dict(zip(ours["period"], ours["value"], strict=True)) == dict(sums)
    assert ours["on"].iloc[-1] == pd.Timestamp("2021-11-20"), "a month that is not over stands at the working day"


def test_of_many_lines_ours_the_best_and_the_worst_stay() -> None:
    days = pd.to_datetime(["2021-10-31", "2021-11-30"])
    points = pd.DataFrame(
        [
            {"place_code": f"p{n}", "place_name": f"p{n}", "on": day, "period": "", "value": float(n)}
            for n in range(40)
            for day in days
        ]
    )
    assert set(anything.outermost(points, "p20", "")["place_code"]) == {"p0", "p1", "p2", "p20", "p37", "p38", "p39"}


PROJECTS = (
    "区划代码,年度,项目编号,项目名称,资金级次,计划资金(万元),受益户数\n"
    "433123,2021,A1,路,中央,10,5\n433123,2021,A2,桥,中央,约8,\n433124,2021,B1,渠,中央,7,2\n"
)


@pytest.fixture
def small(empty_folder: Path, tmp_path: Path) -> Store:
    path = tmp_path / "项目.csv"
    path.write_text(PROJECTS, encoding="utf-8")
    assert import_file(path, folder=empty_folder).versions
    return Store(empty_folder)


def test_a_refused_cell_and_an_empty_one_are_told_apart(small: Store) -> None:
    known = anything.list_figures(small)
    grid = anything.read_grid(small, Asked(known["fund_projects/budget_cny"], None, "county", "", SUM)).set_index(
        "place_code"
    )
    assert tuple(grid.loc["433123", ["value", "rows", "blank", "unread"]]) == (100_000.0, 1, 0, 1)
    grid = anything.read_grid(
        small, Asked(known["fund_projects/benefit_households"], None, "county", "", SUM)
    ).set_index("place_code")
    assert tuple(grid.loc["433123", ["value", "rows", "blank", "unread"]]) == (5.0, 1, 1, 0)
    found = anything.read_rows(small, RowsAsked(known["fund_projects/budget_cny"], "2021", "", "county", "433123"), 10)
    assert (found.total, found.known) == (2, 1) and found.rows["source_row"].tolist() == [2, 3]
    assert found.rows["state"].tolist()[0] == "" and "没有读出" in found.rows["state"].tolist()[1]


def test_what_the_office_said_is_kept_and_asked_once(small: Store, tmp_path: Path) -> None:
    path = tmp_path / "亩数.csv"
    path.write_text("区划代码,月份,高标准农田任务\n433123,2021-11,12\n433124,2021-11,15\n", encoding="utf-8")
    done = import_file(path, folder=small.folder)
    brought = anything.brought_figures(small, ["indicator_values"], done.import_id)
    (figure,) = brought
    assert not figure.is_unit_known and figure.better == ""
    anything.keep_answer(small.folder, figure.key, "亩", LOWER, "张三")
    again = anything.list_figures(small)[figure.key]
    assert again.is_unit_known and again.better == LOWER and anything.say(12.0, again.unit) == "12 亩"
    said = anything.read_answers(small.folder)[figure.key]
    assert said.who == "张三" and len(said.when) > len("2021-11-20")
    for given in (
        (figure.key, "亩", "upwards", "张三"),
        (figure.key, "亩", LOWER, " "),
        (figure.key, "亩" * 20, LOWER, "张三"),
    ):
        with pytest.raises(UserError):
            anything.keep_answer(small.folder, *given)
    (unused,) = anything.unused_figures(brought)
    assert unused.say().startswith("没有指标用到：")


def test_a_measures_own_figures_count_as_asked(figures: dict[str, Figure]) -> None:
    keys = ("township_progress/done_count/insured", "fund_projects/budget_cny", "fund_projects/benefit_households")
    unused = {one.figure.key for one in anything.unused_figures([figures[key] for key in keys])}
    assert unused == {"fund_projects/benefit_households"}


NOTICE = "类别,单位,2021年11月支出进度（%）,2021年11月项目个数\n部门,水利局,85.5,3\n部门,住建局,60,5\n部门,教育局,60,\n乡镇,廖家桥镇,70,1\n"


def test_units_are_ranked_with_those_of_their_kind(empty_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "通报.csv"
    path.write_text(NOTICE, encoding="utf-8")
    assert import_file(path, folder=empty_folder).versions
    store = Store(empty_folder)
    figure = anything.list_figures(store)["unit_figures/value/spend_rate"]
    asked = Asked(figure, None, anything.UNIT, "433123", MEAN)
    found = rank_period(anything.read_grid(store, asked), asked, "2021-11", read_places(store))
    ranks = {row["place_name"]: (row["league"], row["rank"]) for _, row in found.table.iterrows()}
    assert ranks == {"水利局": ("部门", 1), "住建局": ("部门", 2), "教育局": ("部门", 2), "廖家桥镇": ("乡镇", 1)}
    assert anything.say(found.table["value"].max(), figure.unit) == "85.50%"
