"""Spending read and judged: against the plain twin, against the measure of the framework, and what missing tables do."""

import math
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UserError
from indicators.declared import read_framework
from indicators.declared.expressions import PeriodBounds
from indicators.evaluation import evaluate, map_choices, map_table
from indicators.spending import against_schedule as spending
from indicators.spending import outlook, schedule
from indicators.spending import words as say
from indicators.spending.query import SpendingRequest, fund_sources, read_behind, read_spending
from store.declared.tables import find_table
from store.versions import Store
from tests.indicators.scoring.rule_makers import calm
from tests.indicators.spending import twin_spending
from tests.store.stored_frames import store_rows

ON = date(2021, 11, 20)
SCOPE = "433100"
JISHOU, LUXI, FENGHUANG, HUAYUAN = "433101", "433122", "433123", "433124"


def project(county: str, code: str | None, budget: float | None, **more: Any) -> dict[str, Any]:
    row = {
        "place_code": county, "county_code": county, "period": "2021", "project_code": code, "fund_source": "中央",
        "project_name": f"{county}{code}{more.get('fund_source', '')}", "budget_cny": budget, "adjusted_budget_cny": None,
        "source_row": 4,
    }  # fmt: skip
    return row | more


def payment(county: str, code: str, on: date, paid: float, **more: Any) -> dict[str, Any]:
    row = {"place_code": county, "county_code": county, "period": "2021", "project_code": code, "fund_source": "中央"}
    return row | {"paid_on": on, "paid_cny": paid} | more


PROJECTS = [
    project(JISHOU, "a", 1_000_000.0),
    project(JISHOU, "b", 2_000_000.0, adjusted_budget_cny=1_500_000.0, fund_source="省级"),
    project(JISHOU, "b", 500_000.0, fund_source="县级"),
    project(JISHOU, "c", None),
    project(JISHOU, "e", 300_000.0, fund_source=None),
    project(LUXI, "a", 800_000.0),
    project(FENGHUANG, "a", 900_000.0),
    project(JISHOU, "a", 700_000.0, period="2020"),
]
PAYMENTS = [
    payment(JISHOU, "a", date(2020, 12, 28), 100_000.0),
    payment(JISHOU, "a", date(2021, 5, 1), 250_000.0),
    payment(JISHOU, "a", date(2021, 11, 20), 50_000.0),
    payment(JISHOU, "a", date(2021, 11, 21), 400_000.0),
    payment(JISHOU, "b", date(2021, 6, 30), 1_200_000.0, fund_source="省级"),
    payment(JISHOU, "b", date(2021, 7, 1), -20_000.0, fund_source="省级"),
    payment(JISHOU, "c", date(2021, 7, 1), 60_000.0),
    payment(JISHOU, "e", date(2021, 8, 1), 30_000.0, fund_source=None),
    payment(JISHOU, "a", date(2021, 9, 1), 70_000.0, fund_source="市级"),
    payment(FENGHUANG, "a", date(2021, 3, 1), 720_000.0),
    payment(HUAYUAN, "x", date(2021, 3, 1), 10_000.0),
    payment(JISHOU, "a", date(2020, 2, 29), 350_000.0, period="2020"),
    payment(JISHOU, "a", date(2020, 12, 31), 350_000.0, period="2020"),
]


def fill(folder: Path, **tables: list[dict[str, Any]]) -> Store:
    """A store with these rows."""
    store = Store(folder)
    for name, rows in tables.items():
        numbered = [
            row | ({"voucher": f"v{number}"} if name == "fund_payments" else {}) for number, row in enumerate(rows)
        ]
        store_rows(store, numbered, table=find_table(name))
    return store


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("small")
    return fill(folder, fund_projects=PROJECTS, fund_payments=PAYMENTS)


def line(share: float = 0.8, target: float = 1.0) -> spending.SpendingLine:
    return spending.SpendingLine("month", share, target, "序时进度")


# Sums


@pytest.mark.parametrize("on", [date(2021, 1, 1), date(2021, 6, 30), ON, date(2021, 12, 31)])
def test_sums_equal_the_plain_twin(small: Store, on: date) -> None:
    money = read_spending(small, SpendingRequest(on, SCOPE))
    for frame, key in ((money.counties, "county_code"), (money.sources, "fund_source")):
        twin = twin_spending.add_up(PROJECTS, PAYMENTS, on, key)
        got = {row["key"]: row for row in frame.to_dict("records") if row["projects"]}
        assert set(got) == set(twin)
        for name, mine in twin.items():
            assert got[name]["projects"] == mine["projects"]
            assert got[name]["declared_cny"] == pytest.approx(mine["declared"])
            if got[name]["state"] == "reported":
                assert got[name]["budget_cny"] == pytest.approx(mine["budget"])
                assert got[name]["paid_cny"] == pytest.approx(mine["paid"])
    stated = twin_spending.unmatched(PROJECTS, PAYMENTS, on)
    assert money.counties["unmatched_cny"].sum() == pytest.approx(stated)
    assert money.sources["unmatched_cny"].sum() == pytest.approx(stated)


@pytest.mark.parametrize("second", [{}, {"project_name": "另一个名称"}], ids=["two batches", "two names"])
def test_money_paid_for_several_rows_of_a_project_is_counted_once(tmp_path: Path, second: dict[str, Any]) -> None:
    """100 and 60 of one source, 98.4 paid for both: 61.5 %; neither batch is lost and neither is paid twice."""
    rows = [project(JISHOU, "a", 1_000_000.0), project(JISHOU, "a", 600_000.0, source_row=5, **second)]
    store = fill(tmp_path, fund_projects=rows, fund_payments=[payment(JISHOU, "a", date(2021, 11, 1), 984_000.0)])
    money = read_spending(store, SpendingRequest(ON, SCOPE))
    (county,) = money.counties.to_dict("records")
    assert (county["declared_cny"], county["paid_cny"]) == (1_600_000.0, pytest.approx(984_000.0))
    assert money.county_days["paid_cny"].sum() == pytest.approx(984_000.0)
    rates = evaluate(store, read_framework("consolidation_2021"), "2021-11", SCOPE).measures.set_index("measure")[
        "value"
    ]
    assert rates["spend_rate"] == pytest.approx(0.615)


def rate_of(store: Store, measure: str = "spend_rate") -> pd.Series:
    """The measure of the framework in 吉首市."""
    found = evaluate(store, read_framework("consolidation_2021"), "2021-11", SCOPE).measures
    return found.set_index(["place_code", "measure"]).loc[(JISHOU, measure)]


def test_money_without_a_source_is_of_the_one_source_the_project_has(tmp_path: Path) -> None:
    """Two projects of one source each, 90 % paid, no payment says of which source: 90 %, not nought."""
    projects = [project(JISHOU, "a", 600_000.0), project(JISHOU, "b", 400_000.0, fund_source="省级")]
    paid = [payment(JISHOU, code, ON, sum_, fund_source=None) for code, sum_ in (("a", 540_000.0), ("b", 360_000.0))]
    store = fill(tmp_path, fund_projects=projects, fund_payments=paid)
    assert rate_of(store)["value"] == pytest.approx(0.9)
    money = read_spending(store, SpendingRequest(ON, SCOPE))
    assert money.counties["unmatched_cny"].sum() == 0
    assert money.sources.set_index("key")["paid_cny"].to_dict() == {"中央": 540_000.0, "省级": 360_000.0}
    assert money.county_days["paid_cny"].sum() == 900_000.0


def test_money_nobody_can_place_is_unknown_and_not_nought(tmp_path: Path) -> None:
    """A project of two sources and a payment that names none: the project's money is not known, the rest is."""
    projects = [
        project(JISHOU, "a", 600_000.0),
        project(JISHOU, "a", 400_000.0, fund_source="省级"),
        project(JISHOU, "b", 500_000.0),
    ]
    paid = [payment(JISHOU, "a", ON, 900_000.0, fund_source=None), payment(JISHOU, "b", ON, 250_000.0)]
    store = fill(tmp_path, fund_projects=projects, fund_payments=paid)
    row = rate_of(store)
    assert (row["value"], row["rows_unknown"], row["state"]) == (0.5, 2, "unknown")
    assert math.isnan(row["score"])
    money = read_spending(store, SpendingRequest(ON, SCOPE))
    assert money.counties[["budget_cny", "paid_cny", "unmatched_cny"]].to_numpy().tolist() == [
        [500_000.0, 250_000.0, 900_000.0]
    ]
    assert money.county_days["paid_cny"].sum() == 250_000.0
    only = fill(tmp_path / "only", fund_projects=projects[:2], fund_payments=paid[:1])
    assert rate_of(only)["state"] == "missing"
    assert read_spending(only, SpendingRequest(ON, SCOPE)).counties["state"].tolist() == ["no_source"]


def test_a_project_without_a_code_is_not_taken_for_unpaid(tmp_path: Path) -> None:
    projects = [project(JISHOU, None, 600_000.0), project(JISHOU, "b", 500_000.0)]
    store = fill(tmp_path, fund_projects=projects, fund_payments=[payment(JISHOU, "b", ON, 500_000.0)])
    assert rate_of(store)[["value", "rows_unknown", "state"]].tolist() == [1.0, 1, "unknown"]


@pytest.mark.parametrize("source", ["", "中央", "省级"])
def test_the_last_day_of_the_curve_is_the_sum_of_the_view(small: Store, source: str) -> None:
    money = read_spending(small, SpendingRequest(ON, SCOPE, source))
    total = spending.total_row(money, line())
    curve = spending.spending_curve(money.reported_days, total["budget_cny"], ON)
    assert curve["paid_cny"].iloc[-1] == pytest.approx(total["paid_cny"])
    assert curve["share"].iloc[-1] == pytest.approx(total["rate"])


@pytest.mark.parametrize("period", ["2021-11", "2021-06", "2020-12"])
def test_rates_equal_the_measure_of_the_framework(demo_store: Store, period: str) -> None:
    evaluation = evaluate(demo_store, read_framework("consolidation_2021"), period, SCOPE)
    measures = evaluation.measures.set_index(["measure", "place_code"])["value"]
    on = evaluation.day
    for measure, source in (("spend_rate", ""), ("central_spend_rate", "中央")):
        money = read_spending(demo_store, SpendingRequest(on, SCOPE, source))
        table = spending.county_table(money, line())
        expected = measures[measure]
        assert dict(zip(table["key"], table["rate"], strict=True)) == pytest.approx(expected.to_dict())
        for code, mine in money.county_days.groupby("key"):
            paid = table.set_index("key")["paid_cny"][code]
            assert mine["paid_cny"].sum() == pytest.approx(paid)


def test_a_county_without_payment_table_is_missing_and_not_zero(small: Store) -> None:
    table = spending.county_table(read_spending(small, SpendingRequest(ON, SCOPE)), line()).set_index("key")
    assert list(table["state"][[JISHOU, LUXI, FENGHUANG, HUAYUAN]]) == [
        "reported", "no_payments", "reported", "no_projects",
    ]  # fmt: skip
    luxi = table.loc[LUXI]
    assert luxi[["rate", "paid_cny", "gap_cny", "needed_cny", "expected", "rank"]].isna().all()
    assert luxi["light"] == "missing"
    assert list(table["rank"].dropna()) == [1, 2]
    assert list(table.index[:2]) == [FENGHUANG, JISHOU]


def test_the_total_counts_reported_counties_only(small: Store) -> None:
    total = spending.total_row(read_spending(small, SpendingRequest(ON, SCOPE)), line())
    assert total["budget_cny"] == pytest.approx(3_300_000 + 900_000)
    assert total["paid_cny"] == pytest.approx(100_000 + 250_000 + 50_000 + 1_180_000 + 30_000 + 720_000)
    only = spending.total_row(read_spending(small, SpendingRequest(ON, LUXI)), line())
    assert (only["state"], only["light"]) == ("no_payments", "missing")
    assert math.isnan(only["rate"])


def test_projects_behind_equal_the_plain_twin(small: Store) -> None:
    expected = twin_spending.behind(PROJECTS, PAYMENTS, ON, 0.9)
    frame, count, total = read_behind(small, SpendingRequest(ON, SCOPE), 0.9, 2)
    assert list(zip(frame["project_name"], frame["behind_cny"], strict=True)) == [
        (name, pytest.approx(behind)) for name, behind in expected[:2]
    ]
    assert (count, total) == (len(expected), pytest.approx(sum(behind for _, behind in expected)))
    assert read_behind(small, SpendingRequest(ON, SCOPE, "市级"), 0.9, 2)[1:] == (0, 0.0)


def test_an_empty_store_answers_with_empty_frames(tmp_path: Path) -> None:
    money = read_spending(Store(tmp_path), SpendingRequest(ON, SCOPE))
    assert money.counties.empty
    assert money.last_paid_on is None
    assert (money.deadline, money.deadline_words) == (date(2021, 12, 31), "")
    assert spending.methods_for(money) == ("month", "days")
    assert money.absent == 8
    assert spending.compare_with_schedule(money, "month").curve.empty


# Projection


@calm
@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(-30, 300)), min_size=1, max_size=40),
    st.integers(1, 4_000),
    st.integers(0, 60),
)
def test_the_projection_needs_only_the_days_it_depends_on(
    payments: list[tuple[int, int]], budget: int, until: int
) -> None:
    days = pd.DataFrame(
        {
            "paid_on": pd.to_datetime([ON - timedelta(days=ago) for ago, _ in payments]),
            "paid_cny": [float(paid) for _, paid in payments],
        }
    )
    whole = days.groupby("paid_on")["paid_cny"].sum().cumsum()
    deadline = ON + timedelta(days=until)
    expected = schedule.project_spending([day.date() for day in whole.index], whole.tolist(), budget, deadline, ON, 0.9)
    assert_same(outlook.project(outlook.add_up_days(days), budget, 0.9, ON, deadline), expected)


def assert_same(one: schedule.Projection, other: schedule.Projection) -> None:
    shares = ("expected", "low", "high")
    for name in shares:
        assert getattr(one, name) == pytest.approx(getattr(other, name), nan_ok=True)
    blank = dict.fromkeys(shares, 0.0)
    assert replace(one, **blank) == replace(other, **blank)  # type: ignore[arg-type]


@pytest.mark.parametrize("on", [date(2021, 8, 31), ON, date(2021, 12, 19)])
@pytest.mark.parametrize("scope", [SCOPE, LUXI])
def test_a_total_is_projected_as_the_sum_of_its_counties_and_of_its_sources(
    demo_store: Store, scope: str, on: date
) -> None:
    """Money that is used up stops paying: the prefecture reaches what its counties reach, a county what its sources reach."""
    money = read_spending(demo_store, SpendingRequest(on, scope))
    paid = spending.compare_with_schedule(money, "month")
    for rows in (paid.counties, paid.sources):
        assert rows["budget_cny"].sum() == pytest.approx(paid.total["budget_cny"])
        for name in ("expected", "low", "high"):
            assert (rows[name] * rows["budget_cny"]).sum() / rows["budget_cny"].sum() == pytest.approx(paid.total[name])
    assert paid.counties["needed_cny"].sum() == pytest.approx(paid.total["needed_cny"])


def test_projected_pots_equal_the_plain_twin(demo_store: Store) -> None:
    """Each county's money from each source goes on at its own pace of the last 60 days until it is used up."""
    money = read_spending(demo_store, SpendingRequest(ON, SCOPE))
    with demo_store.connect() as connection:
        columns = ["county_code", "period", "project_code", "fund_source"]
        projects = connection.execute(
            f"SELECT {', '.join(columns)}, budget_cny, adjusted_budget_cny FROM fund_projects"
        ).df()
        payments = connection.execute(f"SELECT {', '.join(columns)}, paid_on, paid_cny FROM fund_payments").df()
    payments["paid_on"] = payments["paid_on"].dt.date
    plain = [frame.astype(object).where(frame.notna(), None).to_dict("records") for frame in (projects, payments)]
    expected = twin_spending.project_pots(*plain, ON, money.deadline)
    table = spending.county_table(money, line()).set_index("key")
    assert (table["expected"] * table["budget_cny"]).to_dict() == pytest.approx(expected)


@pytest.mark.parametrize("on", [date(2021, 6, 30), ON, date(2021, 11, 30)])
def test_the_light_is_that_of_the_score(demo_store: Store, on: date) -> None:
    """The page and the score call the same county on schedule, with the same gap, on any day."""
    framework = read_framework("consolidation_2021")
    evaluation = evaluate(demo_store, framework, f"{on:%Y-%m}", SCOPE, on)
    scored = evaluation.measures[evaluation.measures["measure"] == "spend_on_schedule"].set_index("place_code")
    table = spending.compare_with_schedule(
        read_spending(demo_store, SpendingRequest(on, SCOPE)), framework.schedule_method
    ).counties.set_index("key")
    assert (table["gap_points"] / 100).to_dict() == pytest.approx(scored["value"].to_dict())
    on_map = map_table(evaluation, map_choices(framework)["measure:spend_on_schedule"]).set_index("place_code")
    assert table["light"].to_dict() == on_map["light"].to_dict(), "one light on both pages"
    for county in table.index:
        _, behind, _ = read_behind(demo_store, SpendingRequest(on, county), schedule.schedule_share(on, "month"), 5)
        assert behind == scored["rows_short"][county], "as many projects behind on the page as in the list"


def test_the_band_starts_today_and_ends_at_the_projection(demo_store: Store) -> None:
    paid = spending.compare_with_schedule(read_spending(demo_store, SpendingRequest(ON, SCOPE)), "month")
    first, last = paid.outlook.iloc[0], paid.outlook.iloc[-1]
    assert first[["expected", "low", "high"]].tolist() == pytest.approx([paid.total["rate"]] * 3)
    assert last[["expected", "low", "high"]].tolist() == pytest.approx(paid.total[["expected", "low", "high"]].tolist())
    assert last["on"].date() == date(2021, 12, 20)
    assert (paid.outlook["low"] <= paid.outlook["high"]).all()


def test_after_the_deadline_nothing_is_needed_or_drawn(demo_store: Store) -> None:
    money = read_spending(demo_store, SpendingRequest(date(2020, 12, 31), SCOPE))
    paid = spending.compare_with_schedule(money, "month")
    assert money.deadline == date(2020, 12, 20)
    assert say.say_needed(paid.total, paid.line, date(2020, 12, 31), money.deadline) == (
        "已达到",
        "支出截止日（12月20日）已过",
    )
    assert paid.outlook.empty
    assert "已过" in say.say_outlook(paid.total, paid.line, date(2020, 12, 31), money.deadline)


# Curves


def test_a_curve_begins_with_what_was_paid_before_the_year(small: Store) -> None:
    money = read_spending(small, SpendingRequest(ON, JISHOU))
    curve = spending.spending_curve(money.county_days, 1_000_000.0, ON).set_index("on")
    assert curve["paid_cny"]["2021-01-01"] == 100_000.0
    assert curve["paid_cny"]["2021-05-01"] == 350_000.0
    assert len(curve) == 324


@pytest.mark.parametrize("source", ["", "中央", "市级"])
def test_last_years_budget_and_payments_are_those_of_that_year(demo_store: Store, source: str) -> None:
    now = read_spending(demo_store, SpendingRequest(ON, SCOPE, source))
    then = spending.total_row(read_spending(demo_store, SpendingRequest(date(2020, 12, 31), SCOPE, source)), line())
    assert now.last_budget_cny == pytest.approx(then["budget_cny"])
    assert spending.last_year_curve(now)["share"].iloc[-1] == pytest.approx(then["rate"])


def test_last_year_stands_on_this_years_days_without_29_february(small: Store) -> None:
    curve = spending.last_year_curve(read_spending(small, SpendingRequest(ON, JISHOU))).set_index("on")
    assert len(curve) == 365
    assert curve["share"]["2021-02-28"] == 0.0
    assert curve["share"]["2021-03-01"] == 0.5
    assert curve["share"]["2021-12-31"] == 1.0
    assert spending.last_year_curve(read_spending(small, SpendingRequest(ON, FENGHUANG))).empty


# Schedule, deadline, averages


def node(place: str | None, source: str | None, on: date, share: float) -> dict[str, Any]:
    return {"place_code": place, "period": "2021", "fund_source": source, "node_on": on, "target_rate": share}


def test_the_nearest_node_table_holds_and_a_sources_own_before_the_general_one(tmp_path: Path) -> None:
    nodes = [
        node("430000", None, date(2021, 6, 30), 0.5),
        node("433100", None, date(2021, 6, 30), 0.6),
        node("433100", None, date(2021, 12, 20), 1.0),
        node("430000", "中央资金", date(2021, 6, 30), 0.7),
        node("520000", None, date(2021, 6, 30), 0.1),
    ]
    store = fill(tmp_path, schedule_nodes=nodes, fund_projects=PROJECTS, fund_payments=PAYMENTS)
    money = read_spending(store, SpendingRequest(date(2021, 6, 30), JISHOU))
    assert [share for _, share in money.nodes_for("")] == [0.6, 1.0]
    assert [share for _, share in money.nodes_for("中央")] == [0.7]
    assert [share for _, share in money.nodes_for("县级")] == [0.6, 1.0]
    assert spending.line_of(money, "nodes").share == pytest.approx(0.6)
    table = spending.source_table(money, "nodes").set_index("key")
    assert table["gap_points"]["中央"] == pytest.approx((table["rate"]["中央"] - 0.7) * 100)
    whole = read_spending(store, SpendingRequest(date(2021, 6, 30), "430000"))
    assert [share for _, share in whole.nodes_for("")] == [0.5]


def test_a_node_table_that_falls_is_refused(tmp_path: Path) -> None:
    nodes = [node(SCOPE, None, date(2021, 6, 30), 0.5), node(SCOPE, None, date(2021, 9, 30), 0.4)]
    store = fill(tmp_path, schedule_nodes=nodes, fund_projects=PROJECTS, fund_payments=PAYMENTS)
    money = read_spending(store, SpendingRequest(ON, SCOPE))
    with pytest.raises(UserError, match="后一个节点的进度低于前一个"):
        spending.compare_with_schedule(money, "nodes")
    assert spending.compare_with_schedule(money, "month").line.share == pytest.approx(
        schedule.schedule_share(ON, "month")
    )


def milestone(place: str | None, starts_on: date, ends_on: date | None = None) -> dict[str, Any]:
    return {"place_code": place, "period": "2021", "kind": "资金支出截止", "starts_on": starts_on, "ends_on": ends_on}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([milestone(None, date(2021, 12, 10))], date(2021, 12, 10)),
        ([milestone(None, date(2021, 12, 10)), milestone("430000", date(2021, 12, 1), date(2021, 12, 15))], date(2021, 12, 15)),
        ([milestone("430000", date(2021, 12, 15)), milestone("433100", date(2021, 11, 30))], date(2021, 11, 30)),
        ([milestone("520000", date(2021, 11, 1))], date(2021, 12, 31)),
        ([milestone("430000", date(2022, 1, 31))], date(2022, 1, 31)),
    ],
)  # fmt: skip
def test_the_nearest_deadline_holds(tmp_path: Path, rows: list[dict[str, Any]], expected: date) -> None:
    money = read_spending(fill(tmp_path, milestones=rows), SpendingRequest(ON, JISHOU))
    assert money.deadline == expected
    target = spending.line_of(money, "month").target
    assert target == 1.0, "by the deadline of spending all of the money has to be paid"


def reference(period: str, value: float, place: str = "430000", measure: str = "spend_rate") -> dict[str, Any]:
    return {"place_code": place, "period": period, "measure": measure, "value": value}


def test_the_published_average_of_the_month_comes_before_the_areas_own(tmp_path: Path) -> None:
    rows = [
        reference("2021-10", 0.8),
        reference("2021-11", 0.9),
        reference("2021-11", 0.1, "520000"),
        reference("2020-11", 0.2),
        reference("2021-11", 0.7, measure="central_spend_rate"),
    ]
    store = fill(tmp_path, reference_values=rows, fund_projects=PROJECTS, fund_payments=PAYMENTS)
    request = SpendingRequest(ON, JISHOU)
    money, area = read_spending(store, request), read_spending(store, replace(request, scope=SCOPE))
    assert money.references["share"].tolist() == [0.8, 0.9]
    assert [day.date() for day in money.references["on"]] == [date(2021, 10, 31), ON]
    assert spending.average_of(money, area, "全州") == spending.Average(0.9, "全省平均")
    central = read_spending(store, replace(request, source="中央"))
    assert spending.average_of(central, area, "全州").share == 0.7
    county = read_spending(store, replace(request, source="县级"))
    own = spending.average_of(county, read_spending(store, SpendingRequest(ON, SCOPE, "县级")), "全州")
    assert not own.is_known, "the only county with money of this source would be compared with itself"
    earlier = read_spending(store, replace(request, on=date(2021, 12, 1)))
    assert spending.average_of(earlier, area, "全州").name == "全州平均（2县）"


def test_a_province_is_not_compared_with_its_own_published_average(tmp_path: Path) -> None:
    """湖南省 would else be said to lie below 全省平均."""
    rows = [reference("2021-11", 0.9)]
    store = fill(tmp_path, reference_values=rows, fund_projects=PROJECTS, fund_payments=PAYMENTS)
    province = read_spending(store, SpendingRequest(ON, "430000"))
    assert len(province.references) and not spending.average_of(province, province, "全省").is_known
    prefecture = read_spending(store, SpendingRequest(ON, SCOPE))
    assert spending.average_of(prefecture, prefecture, "全州") == spending.Average(0.9, "全省平均")


def test_an_area_is_not_compared_with_itself(small: Store) -> None:
    money = read_spending(small, SpendingRequest(ON, SCOPE))
    assert not spending.average_of(money, money, "全州").is_known


@pytest.mark.parametrize(
    ("period", "expected"),
    [("2021-11", ON), ("2021-10", date(2021, 10, 31)), ("2021", ON), ("2020", date(2020, 12, 31)), ("2022-02", date(2022, 2, 1))],
)  # fmt: skip
def test_the_day_of_view_is_today_inside_the_period_and_otherwise_its_nearest_day(period: str, expected: date) -> None:
    assert PeriodBounds.of(period, ON).view_day == expected


def test_the_sources_are_the_declared_ones() -> None:
    assert fund_sources() == ("中央", "省级", "市级", "县级")


# Words


def row(**values: Any) -> pd.Series:
    base = {
        "rate": 0.42, "paid_cny": 4_200_000.0, "gap_points": 8.68, "gap_cny": 868_000.0, "state": "reported", "reason": "",
        "needed_cny": 25_000.0, "expected": 0.912, "low": 0.88, "high": 0.941, "reached_on": pd.NaT,
    }  # fmt: skip
    return pd.Series(base | values, dtype=object)


def test_the_answer_is_the_sentence_of_a_notice() -> None:
    total = row(rate=0.4692, paid_cny=123_456_789.0, gap_points=-3.08)
    said = say.say_answer("泸西县", "", date(2023, 6, 30), total, line(), spending.Average(0.3886, "全省平均"))
    assert said == (
        "截至2023年6月30日，泸西县衔接资金支出 1.23 亿元，支出率 46.92%，低于序时进度3.08个百分点，高于全省平均8.06个百分点"
    )
    said = say.say_answer("泸西县", "中央", date(2023, 6, 30), total, line(), spending.Average(math.nan, ""))
    assert said.startswith("截至2023年6月30日，泸西县中央衔接资金支出")
    assert said.endswith("低于序时进度3.08个百分点")


def test_the_answer_says_what_is_missing() -> None:
    total = row(rate=math.nan, state="no_payments")
    said = say.say_answer("泸西县", "", ON, total, line(), spending.Average(math.nan, ""))
    assert said == "截至2021年11月20日，泸西县衔接资金未导入支付明细，支出率无法计算"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"reached_on": pd.Timestamp("2021-12-05")}, "按当前速度，预计 12月5日 达到 95%；到12月20日预计达 91.20%（88.00%–94.10%）"),
        (
            {"reached_on": pd.Timestamp("2022-01-05")},
            "按当前速度，到12月20日预计达 91.20%（88.00%–94.10%），低于应达的 95%，要到 2022年1月5日 才能达到",
        ),
        ({}, "按当前速度，到12月20日预计达 91.20%（88.00%–94.10%），达不到 95%"),
        ({"reached_on": pd.Timestamp(ON)}, "已达到12月20日应达的 95%；按当前速度，到12月20日预计达 91.20%（88.00%–94.10%）"),
        ({"reason": "支出记录不足30天，无法预计"}, "支出记录不足30天，无法预计"),
    ],
)  # fmt: skip
def test_the_projection_in_words(values: dict[str, Any], expected: str) -> None:
    assert say.say_outlook(row(**values), line(target=0.95), ON, date(2021, 12, 20)) == expected


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (-41_956_822.2, "比序时进度差 4,195.68 万元；"),
        (868_000.0, "比序时进度超 86.80 万元；"),
        (-49.0, "与序时进度持平；"),
    ],
)
def test_what_the_curve_shows_begins_with_the_gap_as_money(gap: float, expected: str) -> None:
    said = "；".join(say.say_curve(row(gap_cny=gap), line(), ON, date(2021, 12, 20)))
    assert said.startswith(f"{expected}按当前速度")


@pytest.mark.parametrize(
    ("needed", "deadline", "expected"),
    [
        (25_000.0, date(2021, 12, 20), ("2.50 万元", "到12月20日（含）还有31天，须达 97.04%")),
        (0.0, ON, ("已达到", "到11月20日（含）还有1天，须达 97.04%")),
        (math.nan, date(2021, 11, 19), ("—", "支出截止日（11月19日）已过")),
    ],
)
def test_what_is_needed_each_day_in_words(needed: float, deadline: date, expected: tuple[str, str]) -> None:
    assert say.say_needed(row(needed_cny=needed), line(target=0.970430), ON, deadline) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (8.679, "points", "+8.68"),
        (-41_956_822.2, "cny", "−4,195.68"),
        (0.001, "points", "0.00"),
        (None, "cny", "—"),
        (math.nan, "points", "—"),
    ],
)
def test_a_gap_in_a_column_has_its_sign(value: float | None, unit: str, expected: str) -> None:
    assert say.say_signed(value, unit) == expected


def test_counties_in_words(small: Store) -> None:
    table = spending.county_table(read_spending(small, SpendingRequest(ON, SCOPE)), line(0.85))
    assert say.say_counties(table) == "2个县都低于序时进度，■ 滞后 2 个，最慢的是吉首市（48.79%）"
    assert say.say_left_out(table) == [
        "泸溪县未导入支付明细，不计入支出率",
        "花垣县项目表中没有项目，不计入支出率",
        "另有 8.00 万元支付的项目编号或资金级次与项目表对不上，未计入",
    ]
    assert say.say_counties(table.iloc[:0]) == "各县还没有支付明细"


def test_sources_in_words(small: Store) -> None:
    table = spending.source_table(read_spending(small, SpendingRequest(ON, SCOPE)), "month")
    assert table["key"].tolist() == ["中央", "省级", "市级", "县级", "未注明"]
    assert say.say_sources(table).startswith("县级资金最慢：支出率 0.00%，低于序时进度")


def test_a_record_that_stopped_is_said() -> None:
    assert say.say_stale(ON - timedelta(days=spending.QUIET_DAYS), ON) == ""
    assert say.say_stale(None, ON) == ""
    assert "2021年11月1日" in say.say_stale(date(2021, 11, 1), ON)


def test_hover_words_say_share_money_and_gap() -> None:
    days = pd.to_datetime([date(2021, 4, 30)])
    curve = pd.DataFrame({"on": days, "share": [0.4202], "paid_cny": [4_202_000.0]})
    level = pd.DataFrame({"on": days, "share": [0.3334]})
    assert say.with_day_words(curve, "支出率", level)["words"].tolist() == [
        "支出率 42.02%，420.20 万元，高于序时进度8.68个百分点"
    ]
    assert say.with_day_words(level, "序时进度")["words"].tolist() == ["序时进度 33.34%"]
