"""反弹: what was closed and fails again by a newer table comes back with the mark, once; and what became of open problems."""

import json
import shutil
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from indicators.checks import findings
from indicators.checks.findings import FindingFilter, FindingRequest, Run
from indicators.declared import CHECKS
from indicators.declared.groupings import COUNTY, SUBJECT, VILLAGE
from ledger.__main__ import main
from ledger.book import words
from ledger.book.ledger import KNOWN, Ledger, open_ledger
from ledger.book.problems import Draft, Problem
from ledger.opening.from_findings import open_findings
from ledger.opening.order import Order
from ledger.rechecking.measuring import (
    BETTER,
    GONE,
    NO_DATA,
    SAME,
    UNCLEAR,
    WORSE,
    compare_now,
    read_subjects,
    say_change,
)
from ledger.rechecking.recurring import WHO, recheck, recheck_newest
from store.versions import Store
from tests.indicators.checks import finding_case as case
from tests.ledger.book.test_book import assert_replays
from tests.ledger.conftest import Clock
from tests.ledger.rechecking import recheck_case as again

DAY = date(2021, 11, 20)
LATER_THAN_ANY_IMPORT = datetime(2999, 1, 1)


@pytest.fixture(scope="module")
def checked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small store, checked in October and November."""
    folder = tmp_path_factory.mktemp("checked") / "data"
    case.finding_store(folder)
    return folder


@pytest.fixture
def checked(checked_once: Path, tmp_path: Path) -> tuple[Store, Run]:
    """A copy of it, into which a test may import more."""
    store = Store(shutil.copytree(checked_once, tmp_path / "data"))
    run = findings.find_run(store, case.NOW)
    assert run is not None
    return store, run


def open_by(ledger: Ledger, checked: tuple[Store, Run], by: str, place: str) -> list[Problem]:
    request = FindingRequest(place, FindingFilter(check=case.RULE))
    return [one.problem for one in open_findings(ledger, *checked, request, Order(by, DAY), "甲")]


def close(ledger: Ledger, problem: Problem) -> Problem:
    problem = ledger.move(problem.id, problem.version, words.IN_HAND, "甲")
    problem = ledger.move(problem.id, problem.version, words.DONE, "甲")
    problem = ledger.add_evidence(problem.id, "甲", "照片.pdf", b"%PDF-1.7")
    return ledger.move(problem.id, problem.version, words.CLOSED, "乙")


def test_an_emptied_cell_neither_says_that_nothing_is_found_nor_brings_anything_back(
    ledger: Ledger, checked: tuple[Store, Run]
) -> None:
    store, _ = checked
    first, second = open_by(ledger, checked, SUBJECT, case.VILLAGE)
    close(ledger, second)
    again.import_month(store, again.NEXT, (), emptied=(first.household_code, second.household_code))
    run = again.check(store)
    assert recheck(ledger, store, run).reopened == ()
    found = compare_now(ledger.engine, store, run, read_subjects(ledger.engine, CHECKS)).set_index("id")
    assert found.loc[first.id, "word"] == UNCLEAR and pd.isna(found.loc[first.id, "now"])


def test_what_fails_again_in_the_next_month_comes_back_with_the_mark_and_the_rest_stays_closed(
    ledger: Ledger, checked: tuple[Store, Run]
) -> None:
    store, _ = checked
    first, second = (close(ledger, one) for one in open_by(ledger, checked, SUBJECT, case.VILLAGE))
    again.import_month(store, again.NEXT, ("H2",))
    run = again.check(store)
    done = recheck(ledger, store, run)
    assert (done.closed, [one.id for one in done.reopened]) == (2, [second.id])
    back = ledger.read(second.id)
    assert (back.state, back.recurrences, back.closed_on) == (words.IN_HAND, 1, None)
    assert ledger.read(first.id).state == words.CLOSED
    event = ledger.events(second.id)[-1]
    assert (event.kind, event.who) == (words.RECURRED, WHO) and "2021年12月的表又查出 1 户" in event.note
    assert ledger.sightings(second.id)[-1]["finding"] == f"{run.id}/{case.RULE}"
    assert_replays(ledger, second.id)


def test_an_empty_ledger_has_nothing_to_bring_back(ledger: Ledger, checked: tuple[Store, Run]) -> None:
    assert recheck(ledger, *checked).closed == 0
    assert compare_now(ledger.engine, *checked, read_subjects(ledger.engine, "household_checks")).empty


def test_the_same_run_brings_it_back_once(ledger: Ledger, checked: tuple[Store, Run]) -> None:
    store, _ = checked
    problem = close(ledger, open_by(ledger, checked, VILLAGE, case.THIRD)[0])
    again.import_month(store, again.NEXT, ("H5",))
    run = again.check(store)
    assert len(recheck(ledger, store, run).reopened) == 1
    close_again = ledger.read(problem.id)
    close_again = ledger.move(close_again.id, close_again.version, words.DONE, "甲")
    ledger.move(close_again.id, close_again.version, words.CLOSED, "乙")
    assert recheck(ledger, store, run).reopened == ()
    assert ledger.read(problem.id).state == words.CLOSED


@pytest.mark.parametrize(("by", "place"), [(SUBJECT, case.FAR), (VILLAGE, case.FAR), (COUNTY, case.LUXI)])
def test_it_is_seen_at_a_household_a_village_and_a_county(
    ledger: Ledger, checked: tuple[Store, Run], by: str, place: str
) -> None:
    problem = close(ledger, open_by(ledger, checked, by, place)[0])
    again.import_month(checked[0], again.NEXT, ("H7",))
    assert [one.id for one in recheck(ledger, checked[0], again.check(checked[0])).reopened] == [problem.id]


def test_data_older_than_the_closing_bring_nothing_back(
    ledger: Ledger, checked: tuple[Store, Run], clock: Clock
) -> None:
    store, run = checked
    clock.now = LATER_THAN_ANY_IMPORT
    problem = close(ledger, open_by(ledger, checked, SUBJECT, case.FAR)[0])
    assert recheck(ledger, store, run).reopened == ()
    again.import_month(store, again.NEXT, ("H7",))
    assert recheck(ledger, store, again.check(store)).reopened == (), "imported before it was closed"
    assert ledger.read(problem.id).state == words.CLOSED


def test_an_older_month_says_nothing_once_a_newer_one_was_checked(ledger: Ledger, checked: tuple[Store, Run]) -> None:
    store, november = checked
    close(ledger, open_by(ledger, checked, SUBJECT, case.FAR)[0])
    again.import_month(store, again.NEXT, ())
    december = again.check(store)
    assert recheck(ledger, store, november).closed == 0
    assert recheck(ledger, store, december).reopened == ()


def test_an_inspectors_problem_of_the_same_measure_comes_back_too(ledger: Ledger, checked: tuple[Store, Run]) -> None:
    values = {
        "source": "国家暗访",
        "title": "地不对",
        "measure": f"household_checks/{case.RULE}",
        "place_code": case.FAR,
    }
    problem = close(ledger, ledger.open(Draft(values), "甲").problem)
    again.import_month(checked[0], again.NEXT, ("H7",))
    assert [one.id for one in recheck_newest(ledger, checked[0]).reopened] == [problem.id]


def test_what_was_reopened_is_recognised_when_it_is_told_of_again(ledger: Ledger, checked: tuple[Store, Run]) -> None:
    store, _ = checked
    close(ledger, open_by(ledger, checked, SUBJECT, case.FAR)[0])
    again.import_month(store, again.NEXT, ("H7",))
    run = again.check(store)
    recheck(ledger, store, run)
    request = FindingRequest(case.FAR, FindingFilter(check=case.RULE))
    assert [one.outcome for one in open_findings(ledger, store, run, request, Order(SUBJECT, DAY), "甲")] == [KNOWN]


def test_open_problems_say_whether_it_got_better(ledger: Ledger, checked: tuple[Store, Run]) -> None:
    store, run = checked
    village, other, far = (
        open_by(ledger, checked, VILLAGE, place)[0] for place in (case.VILLAGE, case.THIRD, case.FAR)
    )
    county = open_by(ledger, checked, COUNTY, case.FENGHUANG)[0]
    home = open_by(ledger, checked, SUBJECT, case.VILLAGE)[0]
    problems = read_subjects(ledger.engine, "household_checks")
    assert set(compare_now(ledger.engine, store, run, problems)["word"]) == {""}, "seen by this very run"
    again.import_month(store, again.NEXT, ("H2", "H3", "H4", "H5", "H6"), (case.FENGHUANG,))
    now = compare_now(ledger.engine, store, again.check(store), problems).set_index("id")
    assert now.loc[village.id, ["was", "now", "word"]].tolist() == [2, 2, SAME]
    assert now.loc[other.id, "word"] == SAME and now.loc[home.id, ["was", "now", "word"]].tolist() == [1, 0, GONE]
    assert now.loc[county.id, ["was", "now", "word"]].tolist() == [5, 5, SAME]
    assert far.id in now.index


def test_better_worse_and_without_new_data(ledger: Ledger, checked: tuple[Store, Run]) -> None:
    store, _ = checked
    village, third, county = (
        open_by(ledger, checked, by, place)[0]
        for by, place in ((VILLAGE, case.VILLAGE), (VILLAGE, case.THIRD), (COUNTY, case.LUXI))
    )
    again.import_month(store, again.NEXT, ("H1", "H2", "H4", "H5"), (case.FENGHUANG,))
    problems = read_subjects(ledger.engine, "household_checks")
    run = again.check(store)
    found = dict(compare_now(ledger.engine, store, run, problems)[["id", "word"]].itertuples(index=False))
    assert (found[village.id], found[third.id]) == (WORSE, BETTER)
    assert found[county.id] == SAME, "of 泸溪 the newest month is still November"


def test_where_nothing_was_looked_at_nothing_is_said_to_be_gone(ledger: Ledger, checked: tuple[Store, Run]) -> None:
    store, run = checked
    values = {"source": "排查", "title": "地不对", "measure": f"household_checks/{case.RULE}", "place_code": "431202"}
    ledger.open(Draft(values), "甲")
    now = compare_now(ledger.engine, store, run, read_subjects(ledger.engine, "household_checks"))
    assert now["now"].isna().all() and say_change(3, None) == NO_DATA


def test_the_command_holds_closed_problems_against_the_newest_tables(
    checked: tuple[Store, Run], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store, _ = checked
    monkeypatch.setenv("DATA_DIR", str(store.folder))
    monkeypatch.delenv("LEDGER_URL", raising=False)
    ledger = open_ledger(store.folder)
    problem = close(ledger, open_by(ledger, checked, SUBJECT, case.FAR)[0])
    assert main(["recheck"]) == 0 and "没有反弹" in capsys.readouterr().out
    again.import_month(store, again.NEXT, ("H7",))
    assert main(["recheck", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"closed": 1, "reopened": [problem.id]}
    assert ledger.read(problem.id).state == words.IN_HAND
