"""Several that open the same problems at once, and several that change the same problems in another order."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from core.database import together
from core.errors import UserError
from ledger.book.ledger import KNOWN, NEW, Ledger
from ledger.book.problems import Draft

THREADS, DRAFTS = 6, 8


def test_the_same_list_opened_by_several_at_once_is_opened_once(ledger: Ledger, draft: Callable[..., Draft]) -> None:
    drafts = [draft(title=f"问题{number}") for number in range(DRAFTS)]
    start = Barrier(THREADS)

    def open_all(number: int) -> list[tuple[str, str]]:
        turned = drafts[number:] + drafts[:number] if number % 2 else drafts[::-1]
        start.wait()
        return [(one.problem.title, one.outcome) for one in ledger.open_many(turned, f"第{number}人")]

    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = Counter(one for opened in pool.map(open_all, range(THREADS)) for one in opened)
    expected = {(one.values["title"], NEW): 1 for one in drafts} | {
        (one.values["title"], KNOWN): THREADS - 1 for one in drafts
    }
    assert outcomes == expected
    assert sorted(ledger.read(number).version for number in range(1, DRAFTS + 1)) == [THREADS] * DRAFTS


@pytest.mark.parametrize("ledger_url", ["postgresql"], indirect=True)
def test_of_two_that_wait_for_each_other_one_is_told_and_the_other_goes_on(
    ledger: Ledger, draft: Callable[..., Draft]
) -> None:
    for title in ("一", "二"):
        ledger.open(draft(title=title), "甲")
    both_hold = Barrier(2)

    def note_both(numbers: tuple[int, int]) -> str:
        try:
            with together(ledger.engine):
                ledger.note(numbers[0], "乙", "先")
                both_hold.wait()
                ledger.note(numbers[1], "乙", "后")
        except UserError as error:
            return error.rule
        return "写入"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(note_both, ((1, 2), (2, 1))))
    assert set(answers) == {"与别人同时改同几个问题，没有写入", "写入"}
    assert [ledger.read(number).version for number in (1, 2)] == [2, 2]
