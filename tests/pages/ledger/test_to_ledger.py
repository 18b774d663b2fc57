"""转为问题 on the pages: the form, what came of it, the mark beside what is in the ledger, 举一反三, and none of it on the wall."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import UserError
from core.settings import today
from indicators.households.refs import household_ref
from ledger.book.ledger import open_ledger
from ledger.book.problems import Draft
from ledger.book.words import IN_HAND
from ledger.looking.searching import ProblemFilter, find_problems
from ledger.opening import order as opening
from pages.parts.common import office
from tests.indicators.checks import finding_case as case
from tests.indicators.shortfalls import project_case
from tests.pages.opening import answer_of, html_of, links_of, open_page, text_of

VILLAGE_PAGE = {"place": case.FENGHUANG, "at": case.VILLAGE}
RULE_PAGE = {"place": case.AREA, "check": case.RULE}
MARK = "已在台账（未启动）"


@pytest.fixture(scope="module")
def checked_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the small store with findings, checked twice; tests copy it."""
    folder = tmp_path_factory.mktemp("checked") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TODAY", "2021-11-20")
        case.finding_store(folder)
    yield folder


@pytest.fixture
def checked(checked_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it with an empty ledger, as DATA_DIR."""
    folder = shutil.copytree(checked_once, tmp_path / "data")
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.setenv("TODAY", "2021-11-20")
    return folder


def register(page: AppTest, who: str = "甲") -> AppTest:
    """Sign and press the button of the form."""
    page.text_input(key="signature").set_value(who).run()
    button(page).click().run()
    assert not page.exception
    return page


def button(page: AppTest):  # type: ignore[no-untyped-def]
    """The button of the form."""
    return next(one for one in page.button if one.label == "登记到问题台账")


def choose(page: AppTest, label: str, value: str) -> None:
    """Pick in one of the form's fields."""
    next(one for one in page.selectbox if one.label == label).set_value(value).run()


def problems(folder: Path) -> list[dict[str, object]]:
    """What stands in the ledger."""
    frame, _ = find_problems(open_ledger(folder).engine, ProblemFilter(), today(folder))
    return frame.to_dict("records")


def test_nobody_registers_without_a_name(checked: Path) -> None:
    page = open_page("checks", **VILLAGE_PAGE)
    assert "请先填写办理人姓名" in text_of(button(page).click().run())
    assert problems(checked) == []


def test_a_villages_findings_are_registered_and_marked(checked: Path) -> None:
    page = register(open_page("checks", **VILLAGE_PAGE))
    assert f"新开 {len(problems(checked))} 个" in text_of(page)
    assert {"H1", "H2"} <= {one["household_code"] for one in problems(checked)}
    assert text_of(page).count(MARK) == 2 * len(problems(checked)), "once for the desk and once for the phone"
    assert any("ledger?" in link and f"at={case.VILLAGE}" in link for link in links_of(page))
    again = register(open_page("checks", **VILLAGE_PAGE))
    assert f"已在台账 {len(problems(checked))} 个" in text_of(again)


def test_a_rule_is_registered_by_county_with_what_the_form_says(checked: Path) -> None:
    page = open_page("checks", **RULE_PAGE)
    choose(page, "怎样合并", "county")
    next(one for one in page.text_input if one.label == "责任人").set_value("丙").run()
    assert "新开 2 个" in text_of(register(page))
    found = {str(one["place_code"]): one for one in problems(checked)}
    assert set(found) == {case.FENGHUANG, case.LUXI}
    assert {(one["person"], one["department"], str(one["deadline"])) for one in found.values()} == {
        ("丙", "农业农村局", "2021-12-05")
    }
    assert MARK in text_of(open_page("checks", **VILLAGE_PAGE)), "the county's problem takes in the village's findings"


def test_a_households_findings_from_its_record(checked: Path) -> None:
    address = {"place": case.FENGHUANG, "county": case.FENGHUANG, "ref": household_ref("H1")}
    page = register(open_page("household", **address))
    assert {one["household_code"] for one in problems(checked)} == {"H1"}
    assert MARK in text_of(page)
    assert not any("H1" in link for link in links_of(page)), "an address holds no household's code"


def test_the_wall_has_no_form_and_no_mark(checked: Path) -> None:
    register(open_page("checks", **RULE_PAGE))
    for address in (VILLAGE_PAGE, RULE_PAGE):
        page = open_page("checks", show="1", **address)
        assert "登记到问题台账" not in [one.label for one in page.button] and MARK not in text_of(page)


def test_too_many_are_refused_in_words(checked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terms = replace(opening.read_terms(), most_at_once=1)
    monkeypatch.setattr(opening, "read_terms", lambda: terms)
    page = register(open_page("checks", **VILLAGE_PAGE))
    assert "一次最多转 1 个问题" in text_of(page) and problems(checked) == []


def test_a_ledger_that_does_not_answer_keeps_nobody_from_the_findings(
    checked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise UserError("台账数据库连不上")

    monkeypatch.setattr(office, "ledger", refuse)
    page = open_page("checks", **VILLAGE_PAGE)
    assert "疑点待核" in answer_of(page) and "耕地面积" in text_of(page)


def test_short_rows_are_registered_and_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data"
    project_case.project_store(folder)
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.setenv("TODAY", "2021-11-20")
    address = {"place": project_case.FENGHUANG, "period": project_case.PERIOD, "measure": "projects_finished"}
    page = register(open_page("shortfalls", **address))
    assert "新开 2 个" in text_of(page) and html_of(page).count(MARK) == 2
    assert {one["project_code"] for one in problems(folder)} == {"P1", "P2"}


def test_a_problems_page_finds_the_other_places_and_opens_theirs(checked: Path) -> None:
    register(open_page("checks", place=case.LUXI, check=case.RULE))
    number = str(problems(checked)[0]["id"])
    page = open_page("ledger", place=case.AREA, problem=number)
    page.text_input(key="signature").set_value("甲").run()
    page.toggle(key=f"elsewhere_{number}").set_value(True).run()
    assert not page.exception
    assert "另有 2 个乡镇查出 4 户" in text_of(page)
    next(one for one in page.button if "各登记一个问题" in one.label).click().run()
    assert "新开 2 个" in text_of(page)
    assert {str(one["place_code"]) for one in problems(checked)} == {case.FAR, case.TOWN, case.OTHER_TOWN}


def test_a_problems_page_says_what_became_of_it(checked: Path) -> None:
    ledger = open_ledger(checked)
    values = {
        "source": "排查",
        "title": "地不对",
        "measure": f"household_checks/{case.RULE}",
        "place_code": case.VILLAGE,
    }
    sighting = replace(Draft({}).sighting, finding=f"earlier/{case.RULE}", row_count=5)
    problem = ledger.open(Draft(values, sighting), "甲").problem
    ledger.move(problem.id, problem.version, IN_HAND, "甲")
    page = open_page("ledger", place=case.AREA, problem=str(problem.id))
    assert "登记时 5 条，现在 2 条：已改善" in text_of(page)
