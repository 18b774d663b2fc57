"""One clock: the day everything is of, which period comes first, and what a payment dated wrongly may not do."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from indicators.declared import Framework, PeriodBounds, day_of_view, read_framework
from indicators.evaluation import Evaluation, default_period, evaluate, periods
from indicators.figures import read_briefing
from indicators.shortfalls import request_for
from indicators.shortfalls.lists import read_list
from indicators.spending import SpendingRequest, against_schedule
from indicators.spending.query import read_spending
from indicators.spending.words import say_later
from loaders.importing import import_file
from store.versions import Store
from tests.indicators.small_case import AREA, small_framework, small_store
from tests.indicators.spending.test_against_schedule import PAYMENTS, PROJECTS, fill, payment
from tests.loaders.sheets import write_xlsx

TODAY = date(2021, 11, 20)
COUNTY = "433101"
SCOPE = "433100"
FRAMEWORK = "consolidation_2021"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODAY", TODAY.isoformat())


@pytest.mark.parametrize(
    ("period", "asked", "seen"),
    [
        ("2021-11", None, TODAY),
        ("2021-10", None, date(2021, 10, 31)),
        ("2021-12", None, date(2021, 12, 1)),
        ("2021-11", date(2021, 11, 3), date(2021, 11, 3)),
        ("2021-11", date(2021, 10, 3), date(2021, 11, 1)),
        ("2021-11", date(2022, 1, 3), date(2021, 11, 30)),
        ("2021", None, TODAY),
        ("2020", None, date(2020, 12, 31)),
    ],
)
def test_a_period_is_looked_at_today_or_on_the_day_asked_for_inside_it(
    tmp_path: Path, period: str, asked: date | None, seen: date
) -> None:
    assert day_of_view(Store(tmp_path), period, asked) == seen


def test_the_schedule_is_that_of_the_day_of_view() -> None:
    assert PeriodBounds.of("2021-11", TODAY).schedule_share == pytest.approx((10 + 20 / 30) / 12)
    assert PeriodBounds.of("2021-11").schedule_share == pytest.approx(11 / 12)


WRONG = [
    payment(COUNTY, "a", date(2021, 12, 2), 10_000.0),
    payment(COUNTY, "a", date(2012, 11, 20), 20_000.0),
    payment(COUNTY, "a", date(2031, 11, 20), 40_000.0),
]
"""A payment of next month, and two whose year was mistyped."""


def test_a_payment_dated_wrongly_makes_no_period_and_no_sum(tmp_path: Path) -> None:
    """One typing error in a date does not take the picture to a month nobody has reported."""
    framework = read_framework(FRAMEWORK)
    right = fill(tmp_path / "right", fund_projects=PROJECTS, fund_payments=PAYMENTS)
    wrong = fill(tmp_path / "wrong", fund_projects=PROJECTS, fund_payments=PAYMENTS + WRONG)
    assert periods(wrong, framework) == periods(right, framework)
    assert "2021-12" not in periods(wrong, framework)
    money = read_spending(wrong, SpendingRequest(TODAY, SCOPE))
    assert money.later == (3, 450_000.0, date(2031, 11, 20)), "that of tomorrow among the right ones, too"
    assert say_later(money.later) == [
        "另有 3 笔支付（45.00 万元）的日期还没有到，最晚写的是2031年11月20日，未计入，请核对"
    ]


def test_the_import_names_payments_dated_wrongly(tmp_path: Path) -> None:
    header = ["县", "年度", "项目编号", "资金级次", "支付凭证号", "支付日期", "支付金额（万元）"]
    days = [date(2021, 11, 19), date(2021, 12, 2), date(2012, 11, 20)]
    rows = [["凤凰县", 2021, "P1", "中央", f"V{at}", day, 10] for at, day in enumerate(days)]
    result = import_file(write_xlsx(tmp_path / "支付.xlsx", {"支付明细": [header, *rows]}), folder=tmp_path)
    (sheet,) = result.sheets
    broken = [(one.row, one.expected) for one in sheet.problems if one.kind == "rule_broken"]
    assert broken == [
        (3, "支付日期还没有到，在这一天之前不计入支出，请核对年月日"),
        (4, "支付日期应在资金的预算年度内，请核对年份"),
    ]
    assert "2021-12-02" in next(one.came for one in sheet.problems if one.row == 3)


def test_the_first_period_is_the_newest_with_enough_reported(tmp_path: Path) -> None:
    framework = small_framework(tmp_path / "definitions")
    store = small_store(tmp_path / "data")

    def evaluated(period: str) -> Evaluation:
        return evaluate(store, framework, period, AREA)

    known = periods(store, framework)
    assert default_period(known, framework, evaluated) == known[-1] == "2021-11"
    thin = {period: evaluated(period) for period in known}
    thin["2021-11"].places["reported_share"] = 0.28
    assert default_period(known, framework, thin.__getitem__) == "2021-10"
    thin["2021-10"].places["reported_share"] = 0.28
    assert default_period(known, framework, thin.__getitem__) == "2021-11", "where none has enough, the newest"
    assert default_period((), framework, evaluated) == ""


@pytest.mark.parametrize("day", [date(2021, 11, 5), TODAY, date(2021, 11, 30)])
def test_score_list_card_and_spending_page_say_the_same_of_a_day(demo_store: Store, day: date) -> None:
    """Paid, gap, money needed and late projects of every county have one value, wherever they are read."""
    framework: Framework = read_framework(FRAMEWORK)
    measure = framework.measure("spend_on_schedule")
    evaluation = evaluate(demo_store, framework, "2021-11", SCOPE, day)
    rows = evaluation.measures[evaluation.measures["measure"] == measure.id].set_index("place_code")
    money = read_spending(demo_store, SpendingRequest(day, SCOPE))
    table = against_schedule.compare_with_schedule(money, framework.schedule_method).counties.set_index("key")
    assert len(table) == len(rows) == 8
    for code in table.index:
        assert rows.at[code, "value"] * 100 == pytest.approx(table.at[code, "gap_points"])
        assert rows.at[code, "numerator"] == pytest.approx(table.at[code, "gap_cny"])
        request = request_for(measure, "2021-11", code, lambda: evaluation, day=day)
        assert read_list(demo_store, request, "", 1).total == rows.at[code, "rows_short"]
        card = read_briefing(demo_store, code, "2021-11", day).set_index("id")["value"]
        assert card["paid"] == pytest.approx(table.at[code, "paid_cny"])


def clocked(framework: Framework, **clock: str) -> Framework:
    """The framework, and every measure of it, by another clock."""
    measures = {name: replace(one, **clock) for name, one in framework.measures.items()}
    return replace(framework, **clock, measures=measures)


def gap_of(store: Store, framework: Framework, name: str = "spend_on_schedule") -> float:
    rows = evaluate(store, framework, "2021-11", SCOPE, TODAY).measures
    return float(rows[(rows["measure"] == name) & (rows["place_code"] == COUNTY)]["value"].iloc[0])


def nodes(*lines: tuple[str | None, str, float]) -> list[dict[str, object]]:
    """Lines of a node table: of which place (None: everywhere), of which source ('': all), what should be paid by 20 November."""
    return [
        {"place_code": place, "period": "2021", "fund_source": source or None, "node_on": TODAY, "target_rate": share}
        for place, source, share in lines
    ]


def test_a_framework_taken_at_the_end_of_the_period_is_not_moved_by_the_day_of_view(tmp_path: Path) -> None:
    """By the month's last day 11/12 should be paid, and a payment of the 25th counts; by the 20th less should, and it does not."""
    late = payment(COUNTY, "a", date(2021, 11, 25), 10_000.0)
    store = fill(tmp_path, fund_projects=PROJECTS, fund_payments=[*PAYMENTS, late])
    framework = read_framework(FRAMEWORK)
    rows = {at: clocked(framework, taken_at=at) for at in ("day", "period_end")}
    rate = {at: gap_of(store, one, "spend_rate") for at, one in rows.items()}
    assert rate["period_end"] > rate["day"]
    assert gap_of(store, rows["day"]) == pytest.approx(rate["day"] - (10 + 20 / 30) / 12)
    assert gap_of(store, rows["period_end"]) == pytest.approx(rate["period_end"] - 11 / 12)


def test_scores_go_by_the_node_table_where_the_framework_says_so(tmp_path: Path) -> None:
    """The nearest place's nodes hold; where there are none, the months."""
    framework = clocked(read_framework(FRAMEWORK), schedule_method="nodes")
    plain = fill(tmp_path / "plain", fund_projects=PROJECTS, fund_payments=PAYMENTS)
    rate = gap_of(plain, framework, "spend_rate")
    assert gap_of(plain, framework) == pytest.approx(rate - (10 + 20 / 30) / 12)
    lines = nodes((None, "", 0.9), (COUNTY, "", 0.6), (COUNTY, "中央", 0.7))
    store = fill(tmp_path / "nodes", fund_projects=PROJECTS, fund_payments=PAYMENTS, schedule_nodes=lines)
    assert gap_of(store, framework) == pytest.approx(rate - 0.6)


def test_what_is_of_one_source_is_held_against_that_sources_nodes(tmp_path: Path) -> None:
    """Central money goes by its own nodes, else by those of all sources: the projects behind it are listed by that line."""
    framework = clocked(read_framework(FRAMEWORK), schedule_method="nodes")
    measure = framework.measure("central_spend_rate")
    short = {}
    for share in (0.0, 1.0):
        lines = nodes((COUNTY, "", 1.0 - share), (COUNTY, "中央", share))
        store = fill(tmp_path / str(share), fund_projects=PROJECTS, fund_payments=PAYMENTS, schedule_nodes=lines)
        evaluation = evaluate(store, framework, "2021-11", SCOPE, TODAY)
        request = request_for(measure, "2021-11", COUNTY, lambda one=evaluation: one, day=TODAY)
        short[share] = read_list(store, request, "", 1).total
    assert short[0.0] == 0 < short[1.0]
