"""One value for one fact: what a page, a list, a command and a card say of the same measure, place and day is the same."""

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from indicators.__main__ import evaluate_answer
from indicators.checks import FindingFilter, findings
from indicators.declared import read_framework
from indicators.evaluation import evaluate
from store import Store
from tests.pages.opening import answer_of, open_page, text_of

COUNTIES = ("433101", "433122", "433123", "433124", "433125", "433126", "433127", "433130")
PERIOD, DAY = "2021-11", date(2021, 11, 20)
BY_HOUSEHOLD = ("removed_too_early", "helpers_replaced")
"""Measures whose check finds the same households by other rows."""
CHECKED = {
    name: one.checked_by
    for name, one in read_framework("consolidation_2021").measures.items()
    if one.checked_by and name not in BY_HOUSEHOLD
}
"""Measure → the check whose findings are the rows that fall short of it."""
CARD = {
    "workers_kept": "已务工的脱贫人口和监测人口", "public_posts_kept": "公益性岗位在岗人员", "workshops_running": "帮扶车间",
    "team_resident": "在岗驻村工作队员", "helper_visits": "系统中脱贫户和监测户", "insured_next_year": "系统中脱贫人口和监测人口",
}  # fmt: skip
"""Measure → the line of 应知应会 that is the same figure."""
PARTS = {"workers_kept": "numerator", "public_posts_kept": "numerator"}
"""The part of the register's figure that the card shows; of the others what it is divided by."""
Answers = dict[str, dict[str, dict[str, object]]]


@pytest.fixture(scope="module")
def store(filled_folder: Path) -> Store:
    return Store(filled_folder)


@pytest.fixture(scope="module")
def answers(store: Store) -> Answers:
    """County → measure → the command's answer."""
    evaluation = evaluate(store, read_framework("consolidation_2021"), PERIOD, "433100", DAY)
    return {one["place_code"]: one["measures"] for one in evaluate_answer(evaluation)["places"]}


def number(text: str) -> float:
    return float(text.replace(",", ""))


def test_rows_short_of_a_measure_are_the_findings_of_its_check(store: Store, answers: Answers) -> None:
    run = findings.ensure_run(store, PERIOD)
    differing = {}
    for measure, check in CHECKED.items():
        matrix = findings.read_matrix(store, run, scope="433100", level="county", filters=FindingFilter(check=check))
        found = defaultdict(int, zip(matrix["place_code"], matrix["findings"], strict=True))
        for county in COUNTIES:
            if (
                answers[county][measure]["state"] == "scored"
                and answers[county][measure]["rows_short"] != found[county]
            ):
                differing[measure, county] = (answers[county][measure]["rows_short"], found[county])
    assert differing == {}


@pytest.mark.parametrize("county", COUNTIES)
def test_the_card_has_the_figures_that_are_scored(demo_folder: Path, answers: Answers, county: str) -> None:
    said = text_of(open_page("briefing", place=county, period=PERIOD))
    for measure, line in CARD.items():
        found = re.search(rf" {line} ([\d,]+) [户人个]", said)
        register = answers[county][measure]["register"]
        assert found and isinstance(register, dict)
        assert number(found[1]) == register[PARTS.get(measure, "denominator")], (county, line)


@pytest.mark.parametrize("county", COUNTIES)
def test_activities_have_the_figures_that_are_scored(demo_folder: Path, answers: Answers, county: str) -> None:
    said = text_of(open_page("activities", place=county, period=PERIOD))
    for measure, activity in {"screening_done": "大排查", "helper_visits": "大走访"}.items():
        found = re.search(rf" {activity} [●▲■] \S+ [\d.]+% ([\d,]+) / ([\d,]+) 户", said)
        assert found, activity
        got = answers[county][measure]
        assert (number(found[1]), number(found[2])) == (got["numerator"], got["denominator"]), (county, activity)


@pytest.mark.parametrize("county", COUNTIES)
def test_the_money_that_is_missing_is_one_figure(demo_folder: Path, answers: Answers, county: str) -> None:
    """On 资金进度, in the list of what costs marks, and in the command: the gap to the schedule of the day."""
    spending = text_of(open_page("spending", place=county, period=PERIOD))
    got = answers[county]["spend_on_schedule"]
    numerator, denominator, value = (float(str(got[name])) for name in ("numerator", "denominator", "value"))
    gap = re.search(r"与序时进度差 ([+-][\d.]+) 个百分点", spending)
    assert gap and number(gap[1]) == pytest.approx(value * 100, abs=0.006)
    if numerator >= 0:
        return
    missing = re.search(r" 差 ([\d,.]+) 万元", spending)
    assert missing and number(missing[1]) * 10_000 == pytest.approx(-numerator, abs=60)
    listed = answer_of(open_page("shortfalls", place=county, period=PERIOD, measure="spend_on_schedule"))
    needed = re.search(r"再支出 ([\d,.]+) 万元", listed)
    assert needed and number(needed[1]) * 10_000 == pytest.approx(-numerator, abs=110)
    assert denominator > 0


@pytest.mark.parametrize("county", COUNTIES)
def test_a_list_is_as_long_as_the_number_that_opens_it(demo_folder: Path, answers: Answers, county: str) -> None:
    for measure in ("helper_visits", "insured_next_year", "handbook_updated"):
        got = answers[county][measure]
        page = open_page("shortfalls", place=county, period=PERIOD, measure=measure)
        found = re.search(r"共 ([\d,]+) 条", text_of(page))
        length = int(number(found[1])) if found else 0
        assert length == got["rows_short"], (county, measure)
