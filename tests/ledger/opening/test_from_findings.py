"""Findings become problems: one a household, village, township or county; the same one is recognised; no personal number is kept."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from core.errors import UserError
from indicators.checks import findings
from indicators.checks.findings import FindingFilter, FindingRequest, Run
from indicators.declared.groupings import COUNTY, SUBJECT, TOWNSHIP, VILLAGE
from ledger.book import words
from ledger.book.ledger import KNOWN, RECURRED, Ledger
from ledger.book.problems import Draft
from ledger.opening import order as opening
from ledger.opening.from_findings import draft_findings, open_findings
from ledger.opening.order import Order, Terms, say_opened
from store.versions import Store
from tests.indicators.checks import finding_case as case
from tests.indicators.small_case import write_rows

DAY = date(2021, 11, 20)
RULE = FindingFilter(check=case.RULE)
CHECK = f"household_checks/{case.RULE}"


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Run]]:
    """The small store, checked on a day on which its exemption holds; tests only read it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TODAY", DAY.isoformat())
        yield case.finding_store(tmp_path_factory.mktemp("findings"))


def drafts(checked: tuple[Store, Run], by: str, place: str = case.AREA, **more: object) -> list[Draft]:
    order = Order(by, DAY, **more)  # type: ignore[arg-type]
    return draft_findings(*checked, FindingRequest(place, RULE), order)


def subjects(found: list[Draft]) -> set[tuple[str, str, int | None]]:
    return {(one.values["place_code"], one.values["household_code"], one.sighting.row_count) for one in found}


def test_each_grouping_adds_up_to_the_open_findings(checked: tuple[Store, Run]) -> None:
    homes = {(case.HOMES[name], name, 1) for name in ("H1", "H2", "H5", "H6", "H7")}
    assert subjects(drafts(checked, SUBJECT)) == homes, "H3 is exempt and H4 is gone"
    assert subjects(drafts(checked, VILLAGE)) == {(case.VILLAGE, "", 2), (case.THIRD, "", 2), (case.FAR, "", 1)}
    assert subjects(drafts(checked, TOWNSHIP)) == {(case.TOWN, "", 2), (case.OTHER_TOWN, "", 2), (case.FAR_TOWN, "", 1)}
    assert subjects(drafts(checked, COUNTY)) == {(case.FENGHUANG, "", 4), (case.LUXI, "", 1)}


def test_a_place_and_a_household_narrow_what_is_asked(checked: tuple[Store, Run]) -> None:
    assert subjects(drafts(checked, SUBJECT, case.VILLAGE)) == {(case.VILLAGE, "H1", 1), (case.VILLAGE, "H2", 1)}
    request = FindingRequest(case.FENGHUANG, FindingFilter(), household_code="H1")
    found = draft_findings(*checked, request, Order(SUBJECT, DAY))
    assert {one.values["household_code"] for one in found} == {"H1"}


def test_the_words_come_from_the_definition(checked: tuple[Store, Run]) -> None:
    values = drafts(checked, VILLAGE, case.VILLAGE)[0].values
    assert values["title"] == "脱贫户耕地面积小于0或超过上限" and values["measure"] == CHECK
    assert (values["aspect"], values["indicator"], values["problem_type"]) == ("工作落实", "产业发展", "基础资料不完善")
    assert (values["source"], values["department"]) == (words.OWN_FINDING, "农业农村局")
    assert values["place_name"] == "凤凰县甲镇一村" and "查出 2 户" in values["description"]
    assert "130" in values["description"] and values["deadline"] == date(2021, 12, 5), "高度可疑: 15 days"


def test_a_problem_says_whom_it_is_about_masked(tmp_path: Path) -> None:
    """The head of a household, of a single household also the helper; whole names nowhere."""
    store, _ = case.finding_store(tmp_path)
    rows = [row | {"person_name": "张某某"} for row in case.persons(case.NOW)]
    write_rows(store, "monitored_persons", rows)
    home = {name: rows[0][name] for name in ("place_code", "place_name", "county_code", "household_code")}
    write_rows(store, "helpers", [home | {"period": case.NOW[:4], "helper_name": "王某某", "helper_state": "在岗"}])
    checked = store, findings.ensure_run(store, case.NOW)
    single = {one.values["household_code"]: one.values["description"] for one in drafts(checked, SUBJECT)}
    assert "户主张*，帮扶责任人王*：" in single["H1"] and "户主张*：" in single["H2"]
    together = drafts(checked, VILLAGE, case.VILLAGE)[0].values["description"]
    assert together.count("户主张*") == 2 and "王*" not in together
    assert "某某" not in f"{single}{together}"


def test_the_form_goes_before_the_definition(checked: tuple[Store, Run]) -> None:
    chosen = {"department": "县农业局", "person": "丙", "deadline": date(2021, 11, 30)}
    values = drafts(checked, COUNTY, **chosen)[0].values
    assert {name: values[name] for name in chosen} == chosen


def test_no_number_of_a_person_or_phone_is_kept_and_a_household_only_in_its_column(checked: tuple[Store, Run]) -> None:
    found = draft_findings(*checked, FindingRequest(case.AREA), Order(SUBJECT, DAY))
    assert len({one.values["measure"] for one in found}) > 2, "several rules, among them one of persons"
    for one in found:
        said = " ".join(
            str(value) for name, value in one.values.items() if name not in ("household_code", "place_code")
        )
        assert not re.search(r"\d{11,}", said)
        assert case.PHONE not in said


def test_a_household_code_in_the_facts_is_masked() -> None:
    assert opening.hide_codes("所在户：4331231112060001；面积：1,234.00") == "所在户：43***********001；面积：1,234.00"


def test_the_same_findings_again_are_recognised(ledger: Ledger, checked: tuple[Store, Run]) -> None:
    request, order = FindingRequest(case.FENGHUANG, RULE), Order(SUBJECT, DAY)
    first = open_findings(ledger, *checked, replace(request, place=case.VILLAGE), order, "甲")
    assert say_opened(first) == "新开 2 个"
    both = open_findings(ledger, *checked, request, order, "乙")
    assert [one.outcome for one in both].count(KNOWN) == 2 and say_opened(both) == "新开 2 个，已在台账 2 个"
    assert len(ledger.sightings(first[0].problem.id)) == 1, "the same run is no news"


def test_a_closed_one_is_not_opened_by_what_was_known_when_it_was_closed(
    ledger: Ledger, checked: tuple[Store, Run]
) -> None:
    request, order = FindingRequest(case.FAR, RULE), Order(VILLAGE, DAY)
    problem = open_findings(ledger, *checked, request, order, "甲")[0].problem
    problem = ledger.move(problem.id, problem.version, words.IN_HAND, "甲")
    problem = ledger.move(problem.id, problem.version, words.DONE, "甲")
    problem = ledger.add_evidence(problem.id, "甲", "照片.pdf", b"%PDF-1.7")
    ledger.move(problem.id, problem.version, words.CLOSED, "乙")
    again = open_findings(ledger, *checked, request, order, "甲")
    assert again[0].outcome == KNOWN and "其中 1 个已销号" in say_opened(again)
    store, run = checked
    later = [replace(one, sighting=replace(one.sighting, finding=f"later/{case.RULE}"))
             for one in draft_findings(store, run, request, order)]  # fmt: skip
    assert [one.outcome for one in ledger.open_many(later, "甲")] == [RECURRED]


def test_too_many_are_refused_in_words(checked: tuple[Store, Run], few: Terms) -> None:
    with pytest.raises(UserError) as refused:
        drafts(checked, SUBJECT)
    assert "一村一条" in refused.value.message and f"{few.most_at_once}" in refused.value.message
    assert drafts(checked, COUNTY)


def test_a_grouping_nobody_knows_is_refused(checked: tuple[Store, Run]) -> None:
    with pytest.raises(UserError, match="一村一条"):
        drafts(checked, "street")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terms]:
    """Terms under which three problems at once are too many."""
    terms = replace(opening.read_terms(), most_at_once=3)
    monkeypatch.setattr(opening, "read_terms", lambda: terms)
    yield terms


def test_the_ledger_has_the_columns(ledger_engine: Engine, ledger: Ledger, checked: tuple[Store, Run]) -> None:
    opened = open_findings(ledger, *checked, FindingRequest(case.FAR, RULE), Order(SUBJECT, DAY), "甲")
    assert ledger.sightings(opened[0].problem.id)[0]["row_count"] == 1
    assert ledger.read(opened[0].problem.id).household_code == "H7"
