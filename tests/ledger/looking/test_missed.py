"""漏查率: what inspectors found and own screening had not, compared with the cases written out."""

from datetime import date, datetime

import pytest

from ledger.book.ledger import Ledger
from ledger.book.problems import Draft
from ledger.looking import ProblemFilter, count_missed, say_missed
from tests.ledger.looking.summary_case import TODAY, at

OWN, INSPECTOR, OTHER = "排查", "省级后评估反馈", "信访"


@pytest.fixture
def known(ledger: Ledger) -> Ledger:
    """永顺: inspectors found four, one of which screening had found before and one after; 凤凰: one, with nothing of its own."""
    for number, (place, *sightings) in enumerate(CASES):
        for source, day in sightings:
            values = {
                "source": source,
                "title": f"危房{number}",
                "place_code": place,
                "place_name": "某县",
                "household_code": f"{number:04d}",
            }
            at(ledger, datetime(day.year, day.month, day.day, 9)).open(Draft(values), "甲")
    return ledger


CASES = (
    ("433127", (OWN, date(2021, 9, 1)), (INSPECTOR, date(2021, 10, 1))),
    ("433127", (INSPECTOR, date(2021, 9, 1)), (OWN, date(2021, 10, 1))),
    ("433127", (INSPECTOR, date(2021, 9, 1))),
    ("433127", (OTHER, date(2021, 8, 1)), ("国家暗访", date(2021, 9, 1))),
    ("433123", (INSPECTOR, date(2021, 9, 1))),
    ("433122", (OWN, date(2021, 9, 1))),
)


def test_missed_is_what_screening_had_not_found_before_the_inspectors(known: Ledger) -> None:
    counted = count_missed(known.engine, ProblemFilter(), TODAY)
    assert [tuple(row[:4]) for row in counted.itertuples(index=False)] == [("433127", 4, 1, 3), ("433123", 1, 0, 0)]
    assert counted["share"].iloc[0] == 0.75
    said = "检查组查到 4 个问题，自己没有先查到的 3 个，漏查率 75.00%；另有 1 个县台账里没有自己查到的，说不清"
    assert say_missed(counted) == said


def test_without_any_finding_of_its_own_nobody_can_say_what_a_place_missed(known: Ledger) -> None:
    counted = count_missed(known.engine, ProblemFilter(place="433123"), TODAY)
    assert counted["share"].isna().all()
    assert say_missed(counted) == "检查组查到 1 个问题，台账里没有自己查到的，漏查率说不清"


def test_a_place_where_inspectors_found_nothing_has_no_rate(known: Ledger) -> None:
    counted = count_missed(known.engine, ProblemFilter(place="433122"), TODAY)
    assert counted.empty and say_missed(counted) == "台账里没有检查组查到的问题"
