"""What 举一反三 says where no other place fails: never an all-clear over rows that nobody judged."""

import pandas as pd
import pytest

from indicators.declared import CHECKS, read_framework
from ledger.rechecking import Elsewhere
from pages.parts.to_ledger.elsewhere import say_not_there


@pytest.mark.parametrize(
    ("judged", "unknown", "words"),
    [
        (0, 40, "○ 别处没有能够判定的数据，不能说没有同样的问题"),
        (0, 0, "○ 别处没有能够判定的数据，不能说没有同样的问题"),
        (1200, 3, "● 别处已判定的 1,200 户里没有同样的问题，另有 3 户缺数据、无法判定"),
        (1200, 0, "● 别处判定了 1,200 户，没有同样的问题"),
        (None, None, "● 已有数据的地方，别处没有查出同样的问题"),
    ],
)
def test_no_all_clear_where_nothing_was_judged(judged: int | None, unknown: int | None, words: str) -> None:
    measure = read_framework(CHECKS).measure("c4_not_visited")
    found = Elsewhere(measure, "village", "433127", "2021-11", pd.DataFrame(), judged, unknown)
    assert say_not_there(found) == words
