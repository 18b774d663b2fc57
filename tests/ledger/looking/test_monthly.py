"""Problems open at the end of each month by county, on each database, against a plain loop over every event."""

from collections import Counter
from datetime import date

from ledger.book.ledger import Ledger
from ledger.book.words import CLOSED
from ledger.looking import ProblemFilter, open_by_month
from tests.ledger.looking.summary_case import TODAY, fill_history

ENDS = (date(2021, 8, 31), date(2021, 9, 30), date(2021, 10, 31), TODAY)


def test_what_is_open_at_a_months_end_is_that_of_a_plain_loop(ledger: Ledger) -> None:
    known = fill_history(ledger)
    expected: Counter[tuple[str, date]] = Counter()
    for problem in known.problems:
        for end in ENDS:
            states = [event.state for event in known.events[problem.id] if event.state and event.day <= end]
            expected[problem.place_code[:6], end] += bool(states) and states[-1] != CLOSED
    found = open_by_month(ledger.engine, ProblemFilter(), ENDS, TODAY)
    assert {(row.place_code, row.on): row.problems for row in found.itertuples()} == dict(expected)
    assert sum(expected.values()) and len({code for code, _ in expected}) == 2
    one = open_by_month(ledger.engine, ProblemFilter(place="433122"), ENDS, TODAY)
    assert set(one["place_code"]) == {"433122"}
