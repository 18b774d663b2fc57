"""Rows short of a measure become problems, come back when a newer table still has them, and say what became of them."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from core.errors import UserError
from indicators.declared import Framework, read_framework
from indicators.declared.groupings import COUNTY, SUBJECT, TOWNSHIP, VILLAGE
from indicators.evaluation import Evaluation, evaluating
from indicators.shortfalls.lists import ListRequest, read_list, request_for
from ledger.book import words
from ledger.book.ledger import KNOWN, NEW, Ledger
from ledger.book.problems import Draft, Problem
from ledger.opening.from_shortfalls import draft_shortfalls, groupings_of, open_shortfalls
from ledger.opening.order import Order
from ledger.rechecking.elsewhere import find_elsewhere, open_elsewhere
from ledger.rechecking.measuring import GONE, SAME, read_subjects
from ledger.rechecking.measuring_rows import compare_now, count_now
from ledger.rechecking.recurring import recheck_measures
from store.versions import Store
from tests.indicators.shortfalls import project_case as case
from tests.indicators.small_case import write_rows
from tests.ledger.conftest import Clock

DAY = date(2021, 11, 20)
FINISHED = "projects_finished"
NEWEST = "2021-12"
"""The month of the newest payment."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small store, which tests copy."""
    home = tmp_path_factory.mktemp("projects") / "data"
    case.project_store(home)
    return home


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Store:
    """A copy of it, into which a test may import more."""
    return Store(shutil.copytree(folder, tmp_path / "data"))


@pytest.fixture(scope="module")
def framework() -> Iterator[Framework]:
    """The framework of the evaluation."""
    yield read_framework("consolidation_2021")


def evaluated(store: Store, framework: Framework) -> Evaluation:
    return evaluating.evaluate(store, framework, case.PERIOD, case.AREA)


def asked(store: Store, framework: Framework, name: str = FINISHED, at: str = case.AREA) -> ListRequest:
    return request_for(framework.measure(name), case.PERIOD, at, lambda: evaluated(store, framework))


def drafts(store: Store, framework: Framework, by: str, name: str = FINISHED, at: str = case.AREA) -> list[Draft]:
    return draft_shortfalls(store, evaluated(store, framework), asked(store, framework, name, at), Order(by, DAY))


def open_by(ledger: Ledger, store: Store, framework: Framework, by: str, at: str = case.AREA) -> list[Problem]:
    request = asked(store, framework, at=at)
    opened = open_shortfalls(ledger, store, evaluated(store, framework), request, Order(by, DAY), "甲")
    return [one.problem for one in opened]


def close(ledger: Ledger, problem: Problem) -> Problem:
    problem = ledger.move(problem.id, problem.version, words.IN_HAND, "甲")
    problem = ledger.move(problem.id, problem.version, words.DONE, "甲")
    problem = ledger.add_evidence(problem.id, "甲", "照片.pdf", b"%PDF-1.7")
    return ledger.move(problem.id, problem.version, words.CLOSED, "乙")


def finish(store: Store, *numbers: str) -> None:
    """Import the table of projects again, with these finished."""
    rows = case._projects()
    for row in rows:
        if row["project_code"] in numbers:
            row["finished_on"] = date(2021, 11, 1)
    write_rows(store, "fund_projects", rows)


def test_each_grouping_adds_up_to_the_short_rows(store: Store, framework: Framework) -> None:
    found = {one.values["project_code"]: one for one in drafts(store, framework, SUBJECT)}
    assert set(found) == {"P1", "P2", "P3"} and found["P1"].values["place_code"] == case.VILLAGE
    assert {one.values["place_code"] for one in drafts(store, framework, TOWNSHIP)} == {
        case.TOWN, case.FENGHUANG, case.OTHER_TOWN,
    }  # fmt: skip
    counties = {one.values["place_code"]: one.sighting.row_count for one in drafts(store, framework, COUNTY)}
    assert counties == {case.FENGHUANG: 2, case.LUXI: 1}


def test_the_words_come_from_the_measure_and_the_row(store: Store, framework: Framework) -> None:
    values = drafts(store, framework, SUBJECT, at=case.VILLAGE)[0].values
    measure = framework.measure(FINISHED)
    assert values["title"] == f"{measure.title}未达标" and values["measure"] == f"consolidation_2021/{FINISHED}"
    assert "一村水渠" in values["description"] and values["department"] == f"{case.FENGHUANG}农业局"
    assert (values["aspect"], values["indicator"]) == (measure.aspect, measure.indicator)
    assert "指标值" in drafts(store, framework, COUNTY)[0].values["description"]


def test_who_answers_is_the_rows_own_unit_where_all_name_one(store: Store, framework: Framework) -> None:
    """Three projects of two units: each its own, both counties one of theirs; whoever orders another unit gets it."""
    by_project = {one.values["project_code"]: one.values["department"] for one in drafts(store, framework, SUBJECT)}
    assert by_project == {
        code: f"{place}农业局" for code, place in (("P1", "433123"), ("P2", "433123"), ("P3", "433122"))
    }
    persons = drafts(store, framework, SUBJECT, "monitored_insured")
    assert {one.values["department"] for one in persons} == {framework.measure("monitored_insured").department}
    request, order = asked(store, framework), Order(SUBJECT, DAY, department="县纪委")
    chosen = draft_shortfalls(store, evaluated(store, framework), request, order)
    assert {one.values["department"] for one in chosen} == {"县纪委"}


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [
        (date(2021, 11, 25), date(2021, 11, 24)),
        (date(2021, 11, 21), date(2021, 11, 20)),
        (date(2021, 11, 20), date(2021, 12, 14)),
        (date(2021, 11, 1), date(2021, 12, 14)),
        (date(2022, 3, 1), date(2021, 12, 14)),
    ],
)
def test_a_new_problem_is_due_before_the_next_round(
    store: Store, framework: Framework, starts_on: date, expected: date
) -> None:
    """On 20 November 30 days would be after the province's round and the nation's; a round that runs or is over is no next one."""
    rounds = [("省级后评估", starts_on), ("国家后评估", date(2021, 12, 15))]
    write_rows(store, "milestones", [
        {"place_code": None, "period": "2021", "kind": kind, "starts_on": day, "ends_on": day} for kind, day in rounds
    ])  # fmt: skip
    assert {one.values["deadline"] for one in drafts(store, framework, SUBJECT)} == {expected}
    request = asked(store, framework)
    named = draft_shortfalls(
        store, evaluated(store, framework), request, Order(SUBJECT, DAY, deadline=date(2022, 1, 1))
    )
    assert {one.values["deadline"] for one in named} == {date(2022, 1, 1)}, "a day that somebody names holds"


def test_without_a_round_the_terms_hold(store: Store, framework: Framework) -> None:
    assert {one.values["deadline"] for one in drafts(store, framework, SUBJECT)} == {date(2021, 12, 20)}


def test_where_no_row_falls_short_only_counties_that_lose_marks_become_problems(
    store: Store, framework: Framework
) -> None:
    measure = framework.measure("rural_income_growth")
    assert groupings_of(measure) == (COUNTY,)
    with pytest.raises(UserError, match="不能这样合并"):
        drafts(store, framework, SUBJECT, measure.id)
    rows = evaluated(store, framework).measures
    losing = rows[(rows["measure"] == measure.id) & (rows["lost"] > 0)]["place_code"]
    assert {one.values["place_code"] for one in drafts(store, framework, COUNTY, measure.id)} == set(losing)


def test_persons_stay_unnamed(store: Store, framework: Framework) -> None:
    for one in drafts(store, framework, SUBJECT, "monitored_insured"):
        said = " ".join(str(value) for value in one.values.values())
        assert case.NAME not in said and case.ID_NUMBER not in said and case.PHONE not in said
    assert groupings_of(framework.measure("insured_next_year")) == (VILLAGE, TOWNSHIP, COUNTY)


def test_the_same_rows_again_are_recognised(ledger: Ledger, store: Store, framework: Framework) -> None:
    open_by(ledger, store, framework, SUBJECT, case.VILLAGE)
    request, order = asked(store, framework), Order(SUBJECT, DAY)
    opened = open_shortfalls(ledger, store, evaluated(store, framework), request, order, "乙")
    assert sorted(one.outcome for one in opened) == sorted([KNOWN, NEW, NEW])


def test_a_newer_table_that_still_has_it_brings_it_back_once(
    ledger: Ledger, store: Store, framework: Framework
) -> None:
    closed = [close(ledger, one) for one in open_by(ledger, store, framework, SUBJECT)]
    assert {one.project_code for one in closed} == {"P1", "P2", "P3"}
    finish(store, "P2", "P3")
    done = recheck_measures(ledger, store, framework, NEWEST)
    assert done.closed == 3 and [one.project_code for one in done.reopened] == ["P1"]
    back = ledger.read(done.reopened[0].id)
    assert (back.state, back.recurrences) == (words.IN_HAND, 1)
    assert "2021年12月的数据又有 1 个项目未达标" in ledger.events(back.id)[-1].note
    assert recheck_measures(ledger, store, framework, NEWEST).reopened == ()


def test_a_late_project_once_finished_stays_short_but_brings_no_problem_back(
    ledger: Ledger, store: Store, framework: Framework
) -> None:
    """Its marks are gone, and nothing is left to do: the list keeps it, the closed problem stays closed."""
    opened = open_by(ledger, store, framework, SUBJECT)
    for one in opened:
        close(ledger, one)
    finish(store, "P2", "P3")
    measure = framework.measure(FINISHED)
    listed = read_list(store, ListRequest(measure, NEWEST, case.AREA), "county", None)
    assert set(listed.rows["project_code"]) == {"P1", "P2", "P3"} and measure.gone_because
    codes = {one.id: one.project_code for one in opened}
    counts = count_now(store, framework, NEWEST, read_subjects(ledger.engine, framework.id))
    assert {codes[key]: count for key, count in counts.items()} == {"P1": 1, "P2": 0, "P3": 0}
    assert [one.project_code for one in recheck_measures(ledger, store, framework, NEWEST).reopened] == ["P1"]


def test_what_was_closed_after_the_import_stays_closed(
    ledger: Ledger, store: Store, framework: Framework, clock: Clock
) -> None:
    clock.now = datetime(2999, 1, 1)
    close(ledger, open_by(ledger, store, framework, COUNTY, case.FENGHUANG)[0])
    finish(store, "P3")
    done = recheck_measures(ledger, store, framework, NEWEST)
    assert (done.closed, done.reopened) == (1, ())
    assert recheck_measures(ledger, store, framework, case.PERIOD).closed == 0, "not the newest period"


def test_what_became_of_open_ones(ledger: Ledger, store: Store, framework: Framework) -> None:
    open_by(ledger, store, framework, SUBJECT)
    county = open_by(ledger, store, framework, COUNTY, case.FENGHUANG)[0]
    problems = read_subjects(ledger.engine, framework.id)
    now = compare_now(ledger.engine, store, framework, case.PERIOD, problems)
    assert set(now["word"]) == {""}, "seen by these very tables"
    finish(store, "P2")
    found = compare_now(ledger.engine, store, framework, case.PERIOD, problems).set_index("id")
    named = problems.set_index("id")["project_code"]
    assert {named[key]: word for key, word in found["word"].items() if named[key]} == {
        "P1": SAME,
        "P2": GONE,
        "P3": SAME,
    }
    assert found.loc[county.id, ["was", "now"]].tolist() == [2, 1]


def test_other_places_of_a_projects_problem(ledger: Ledger, store: Store, framework: Framework) -> None:
    problem = open_by(ledger, store, framework, SUBJECT, case.VILLAGE)[0]
    found = find_elsewhere(ledger, store, problem, COUNTY, case.AREA, case.PERIOD)
    assert dict(found.places[["place_code", "row_count"]].itertuples(index=False)) == {case.FENGHUANG: 1, case.LUXI: 1}
    opened = open_elsewhere(ledger, store, found, [case.LUXI], Order(COUNTY, DAY), "甲")
    assert [one.problem.place_code for one in opened] == [case.LUXI]
