"""举一反三: other places that fail the same rule or measure, with what they have in the ledger; theirs opened in one step."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.errors import UserError
from indicators.checks.findings import FindingFilter, FindingRequest, Run
from indicators.declared.groupings import COUNTY, SUBJECT, TOWNSHIP, VILLAGE
from ledger.book.ledger import KNOWN, NEW, Ledger
from ledger.book.problems import Draft, Problem
from ledger.opening.from_findings import open_findings
from ledger.opening.order import Order
from ledger.rechecking.elsewhere import find_elsewhere, open_elsewhere
from store.versions import Store
from tests.indicators.checks import finding_case as case
from tests.indicators.shortfalls.project_case import project_store

DAY = date(2021, 11, 20)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Run]]:
    """The small store, checked on a day on which its exemption holds; tests only read it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TODAY", DAY.isoformat())
        yield case.finding_store(tmp_path_factory.mktemp("findings"))


def open_by(ledger: Ledger, checked: tuple[Store, Run], by: str, place: str) -> Problem:
    request = FindingRequest(place, FindingFilter(check=case.RULE))
    return open_findings(ledger, *checked, request, Order(by, DAY), "甲")[0].problem


def counts(ledger: Ledger, store: Store, problem: Problem, level: str) -> dict[str, int]:
    found = find_elsewhere(ledger, store, problem, level, case.AREA, case.NOW)
    return dict(zip(found.places["place_code"], found.places["row_count"], strict=True))


def test_other_villages_townships_and_counties_of_a_villages_problem(
    ledger: Ledger, checked: tuple[Store, Run]
) -> None:
    problem, store = open_by(ledger, checked, VILLAGE, case.THIRD), checked[0]
    assert counts(ledger, store, problem, VILLAGE) == {case.VILLAGE: 2, case.FAR: 1}
    assert counts(ledger, store, problem, TOWNSHIP) == {case.TOWN: 2, case.OTHER_TOWN: 2, case.FAR_TOWN: 1}
    assert counts(ledger, store, problem, COUNTY) == {case.FENGHUANG: 4, case.LUXI: 1}


def test_how_many_rows_were_judged_elsewhere_is_told(ledger: Ledger, checked: tuple[Store, Run]) -> None:
    problem = open_by(ledger, checked, COUNTY, case.LUXI)
    found = find_elsewhere(ledger, checked[0], problem, COUNTY, case.AREA, case.NOW)
    assert (found.judged, found.unknown) == (6, 0), "seven in all, one in its own county"
    village = open_by(ledger, checked, VILLAGE, case.THIRD)
    found = find_elsewhere(ledger, checked[0], village, VILLAGE, case.AREA, case.NOW)
    assert (found.judged, found.unknown) == (5, 0), "two in its own village"


def test_a_households_neighbours_are_elsewhere_too_but_not_itself(ledger: Ledger, checked: tuple[Store, Run]) -> None:
    problem = open_by(ledger, checked, SUBJECT, case.VILLAGE)
    assert counts(ledger, checked[0], problem, VILLAGE) == {case.VILLAGE: 1, case.THIRD: 2, case.FAR: 1}
    alone = open_by(ledger, checked, SUBJECT, case.FAR)
    assert case.FAR not in counts(ledger, checked[0], alone, VILLAGE)


def test_which_have_a_problem_already_and_the_others_are_opened_in_one_step(
    ledger: Ledger, checked: tuple[Store, Run]
) -> None:
    store = checked[0]
    problem, known = open_by(ledger, checked, VILLAGE, case.THIRD), open_by(ledger, checked, VILLAGE, case.FAR)
    home = FindingRequest(case.VILLAGE, FindingFilter(check=case.RULE), household_code="H1")
    open_findings(ledger, *checked, home, Order(SUBJECT, DAY), "甲")
    found = find_elsewhere(ledger, store, problem, VILLAGE, case.AREA, case.NOW)
    rows = found.places.set_index("place_code")
    assert rows.loc[case.FAR, "problem_id"] == known.id and rows.loc[case.VILLAGE, "problems_below"] == 1
    assert found.without == (case.VILLAGE,)
    opened = open_elsewhere(ledger, store, found, [case.VILLAGE, case.FAR], Order(VILLAGE, DAY, person="丙"), "甲")
    assert {one.problem.place_code: one.outcome for one in opened} == {case.VILLAGE: NEW, case.FAR: KNOWN}
    assert ledger.read(opened[0].problem.id).measure == problem.measure
    assert find_elsewhere(ledger, store, problem, VILLAGE, case.AREA, case.NOW).without == ()


def test_a_place_whose_households_all_have_problems_is_covered(ledger: Ledger, checked: tuple[Store, Run]) -> None:
    open_by(ledger, checked, SUBJECT, case.FENGHUANG)
    far = open_by(ledger, checked, COUNTY, case.LUXI)
    found = find_elsewhere(ledger, checked[0], far, VILLAGE, case.AREA, case.NOW)
    assert set(found.places["place_code"]) == {case.VILLAGE, case.THIRD} and found.without == ()


def test_a_problem_told_in_words_only_has_no_elsewhere(ledger: Ledger, checked: tuple[Store, Run]) -> None:
    problem = ledger.open(Draft({"source": "排查", "title": "会议没有记录"}), "甲").problem
    with pytest.raises(UserError, match="没有对应的指标"):
        find_elsewhere(ledger, checked[0], problem, VILLAGE, case.AREA, case.NOW)


def test_a_month_that_was_never_checked_says_so(ledger: Ledger, checked: tuple[Store, Run], tmp_path: Path) -> None:
    problem = open_by(ledger, checked, VILLAGE, case.THIRD)
    with pytest.raises(UserError, match="还没有核查"):
        find_elsewhere(ledger, checked[0], problem, VILLAGE, case.AREA, "2021-09")
    with pytest.raises(UserError, match="乡镇"):
        find_elsewhere(ledger, checked[0], problem, "street", case.AREA, case.NOW)


def test_of_a_measure_without_short_rows_only_places_that_lose_marks_are_elsewhere(
    ledger: Ledger, empty_folder: Path
) -> None:
    """泸溪 loses marks for its income, 凤凰 does not, though both have a row of incomes."""
    store = project_store(empty_folder)
    draft = Draft({"source": "排查", "title": "收入增长慢", "measure": "consolidation_2021/rural_income_growth",
                   "place_code": case.FENGHUANG})  # fmt: skip
    problem = ledger.open(draft, "甲").problem
    found = find_elsewhere(ledger, store, problem, COUNTY, case.AREA, "2021-11")
    assert list(found.places["place_code"]) == [case.LUXI]
    (opened,) = open_elsewhere(ledger, store, found, [case.LUXI], Order(COUNTY, DAY), "甲")
    assert opened.problem.place_code == case.LUXI
