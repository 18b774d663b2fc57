"""The ledger in words: the answer, lights, masked numbers, what an event changed."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from core.personal import holds_numbers, mask_numbers
from ledger.book.problems import Event
from ledger.book.words import CLOSED, EVIDENCE, IN_HAND, OPENED
from ledger.looking.saying import (
    say_changes,
    say_latest,
    say_ledger,
    say_left,
    say_note,
    say_people,
)
from ledger.looking.searching import BEYOND_20, DUES, OVERDUE, WITHIN_10
from ledger.looking.summaries import Sums

TODAY = date(2021, 11, 20)


def make_sums(closed: int, **due: int) -> Sums:
    names = {"late": OVERDUE, "soon": WITHIN_10, "far": BEYOND_20}
    return Sums(closed, dict.fromkeys(DUES, 0) | {names[name]: count for name, count in due.items()})


def late(*rows: tuple[str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["department", "overdue"])


def test_the_answer_says_what_is_closed_late_and_due_and_who_is_latest() -> None:
    said = say_ledger("凤凰县", make_sums(21, late=3, soon=4, far=9), late(("水利局", 2), ("住建局", 1)))
    assert said == "凤凰县台账 37 个问题：已销号 21，超时限 3，10 天内到期 4；超时限最多的是水利局（2）"
    assert say_ledger("凤凰县", make_sums(2, far=1), late()) == "凤凰县台账 3 个问题：已销号 2，没有超时限的"
    assert say_ledger("凤凰县", make_sums(1200), late()) == "凤凰县台账 1,200 个问题已全部销号"
    assert say_ledger("凤凰县", make_sums(0), late()) == "凤凰县台账里还没有问题"
    assert say_ledger("凤凰县·信访", make_sums(0), late(), is_filtered=True) == "凤凰县·信访：没有这样的问题"


def test_who_is_latest_names_two_and_counts_more() -> None:
    assert say_latest(late(("水利局", 2), ("住建局", 2), ("", 9))) == "；超时限最多的是水利局、住建局（各 2）"
    assert say_latest(late(("甲", 2), ("乙", 2), ("丙", 2))) == "；3 个单位各有 2 个超时限"
    assert say_latest(late(("", 9))) == "" and say_latest(late()) == ""


@pytest.mark.parametrize(
    ("days", "light", "said"),
    [(-3, "behind", "超时限 3 天"), (-1, "behind", "超时限 1 天"), (0, "warning", "今天到期"), (3, "warning", "剩 3 天"),
     (4, "normal", "剩 4 天")],
)  # fmt: skip
def test_due_today_is_not_overdue_and_three_days_before_warn(days: int, light: str, said: str) -> None:
    assert say_left(IN_HAND, TODAY + timedelta(days=days), TODAY) == (light, said)


def test_closed_and_undated_problems_have_lights_of_their_own() -> None:
    assert say_left(CLOSED, TODAY - timedelta(days=9), TODAY) == ("normal", "已销号")
    assert say_left(IN_HAND, None, TODAY) == ("missing", "未定时限")


@pytest.mark.parametrize("number", ["433123198001011234", "43312319800101123X", "43312319800101123443", "13812345678"])
def test_numbers_of_persons_are_masked_in_any_text(number: str) -> None:
    masked = mask_numbers(f"户主（{number}）反映断水")
    assert number not in masked and masked.startswith("户主（") and masked.endswith("）反映断水")
    assert holds_numbers(f"查 {number}")


def test_other_numbers_stay() -> None:
    text = "2021-00003 第12条，资金1234567.89元，区划433123901201"
    assert mask_numbers(text) == text and not holds_numbers(text)


def make_event(kind: str, changes: dict[str, tuple[object, object]], note: str = "") -> Event:
    return Event(1, 1, 2, datetime(2021, 11, 20, 9), TODAY, "甲", kind, "", "", changes, note)


def test_an_event_names_titles_with_what_was_and_is() -> None:
    changes = say_changes(make_event("changed", {"person": ("", "王小明"), "deadline": ("2021-11-30", None)}))
    assert changes == [("责任人", "未填", "王小明"), ("整改时限", "2021年11月30日", "未填")]
    moved = say_changes(make_event("moved", {"state": ("已整改", "已销号"), "closed_by": ("", "丙")}))
    assert moved == [("状态", "已整改", "已销号")]


def test_an_opening_names_only_what_was_filled_in() -> None:
    changes = say_changes(make_event(OPENED, {"title": (None, "断水"), "person": (None, ""), "measure": (None, "a/b")}))
    assert changes == [("问题", "", "断水")]


def test_notes_and_people_in_words() -> None:
    assert say_note(make_event(EVIDENCE, {}, "照片13812345678.jpg")) == "佐证文件：照片138****5678.jpg"
    assert say_people(("水利局", "")) == "水利局" and say_people(("", "")) == "未指定"
