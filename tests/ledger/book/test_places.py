"""What was written down under a county's former code is found, counted and recognised under today's."""

from datetime import date, datetime

import pytest
from sqlalchemy import insert

from core.database import writing
from core.places import changes
from core.places.changes import DeclaredChanges, PlaceChange
from ledger.archive.documents import newest_documents
from ledger.book import words
from ledger.book.ledger import Ledger
from ledger.book.models import DocumentRow
from ledger.book.problems import Draft
from ledger.looking.searching import ProblemFilter, count_problems, find_problems
from ledger.opening.known import Subject, find_known

OLD, NOW, OLD_TOWN = "520522", "520581", "520522101"
TODAY = date(2021, 11, 20)


def problem(code: str, title: str) -> Draft:
    return Draft({"title": title, "place_code": code, "measure": "f/m", "source": words.OWN_FINDING})


@pytest.fixture
def old_ledger(ledger: Ledger) -> Ledger:
    """A problem under the county's former code, one of a township of it then, one under today's, one elsewhere."""
    for code, title in ((OLD, "旧"), (OLD_TOWN, "旧镇"), (NOW, "新"), ("520521", "别处")):
        ledger.open_many([problem(code, title)], "甲")
    return ledger


def test_a_county_holds_what_stands_under_its_former_code(old_ledger: Ledger) -> None:
    def titles(place: str) -> set[str]:
        return set(find_problems(old_ledger.engine, ProblemFilter(place=place), TODAY)[0]["title"])

    assert titles(NOW) == {"旧", "旧镇", "新"} and titles("520521") == {"别处"}
    assert titles("520500") == {"旧", "旧镇", "新", "别处"}
    counted = count_problems(old_ledger.engine, ProblemFilter(place="520500"), ["county"], TODAY)
    assert dict(zip(counted["county"], counted["total"], strict=True)) == {NOW: 3, "520521": 1}


def test_a_row_of_today_is_the_problem_of_before(old_ledger: Ledger) -> None:
    found = find_known(old_ledger.engine, [Subject("f/m", "520581101"), Subject("f/m", "520524")])
    assert found[0] is not None and found[0].subject.place_code == NOW and found[1] is None


def test_documents_of_before_count_for_today(ledger: Ledger) -> None:
    facts = {"digest": "0" * 64, "name": "a.pdf", "size": 1, "who": "甲", "at": datetime(2021, 11, 20)}
    with writing(ledger.engine) as connection:
        for code, day in ((OLD, date(2021, 3, 1)), (NOW, date(2021, 2, 1))):
            connection.execute(insert(DocumentRow).values(item="plan", place_code=code, made_on=day, **facts))
    frame = newest_documents(ledger.engine, NOW)
    assert frame[["place_code", "made_on", "versions"]].values.tolist() == [[NOW, date(2021, 3, 1), 2]]


def test_a_county_that_went_to_another_prefecture_leaves_the_one_it_was_in() -> None:
    declared = DeclaredChanges((PlaceChange("371202", "莱城区", "370116", "莱芜区", 2018, "s"),), {})
    assert changes.moved_codes("3701", declared) == (("371202",), ())
    assert changes.moved_codes("3712", declared) == ((), ("371202",))
    assert changes.moved_codes("370116101", declared) == ((), ())
    assert changes.current_code("371202101", declared) == "370116"
    assert changes.current_code("370101", declared) == "370101"
