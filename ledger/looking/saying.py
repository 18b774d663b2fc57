"""The ledger in words: sentences of many problems, the light of a deadline, what an event changed."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from core.personal import mask_numbers
from core.words import say_date
from ledger.book import CLOSED, EVIDENCE, FIELD_TITLES, NOBODY, OPENED, Event
from ledger.looking.searching import WITHIN_10
from ledger.looking.summaries import Sums

NOT_SAID = "未填"
WARNING_DAYS: Final = 3
"""The light warns from this many days before the deadline."""
_OTHER_TITLES: Final = {
    "state": "状态", "opened_on": "登记日期", "done_by": "报已整改的人", "closed_by": "复核人", "closed_on": "销号日期",
    "recurrences": "反弹次数", "evidence_count": "佐证份数",
}  # fmt: skip
_LEFT_OUT: Final = ("done_by", "closed_by", "closed_on", "evidence_count", "recurrences")
"""Follow from the step or the file itself."""


def say_ledger(area: str, sums: Sums, late: pd.DataFrame, *, is_filtered: bool = False) -> str:
    """`凤凰县台账 37 个问题：已销号 21，超时限 3，10 天内到期 4；超时限最多的是水利局（2）`. `late` as `late_departments`."""
    if not sums.total:
        return f"{area}：没有这样的问题" if is_filtered else f"{area}台账里还没有问题"
    if not sums.unclosed:
        return f"{area}台账 {sums.total:,} 个问题已全部销号"
    parts = [f"已销号 {sums.closed:,}", f"超时限 {sums.overdue:,}" if sums.overdue else "没有超时限的"]
    if sums.soon:
        parts.append(f"10 天内到期 {sums.due[WITHIN_10]:,}")
    return f"{area}台账 {sums.total:,} 个问题：{'，'.join(parts)}{say_latest(late)}"


def say_latest(late: pd.DataFrame) -> str:
    """`；超时限最多的是水利局（2）`, of the departments that are named; '' where none of them is late."""
    named = late[late["department"] != ""]
    if named.empty:
        return ""
    most = int(named["overdue"].iloc[0])
    names = named.loc[named["overdue"] == most, "department"].tolist()
    if len(names) > 2:
        return f"；{len(names)} 个单位各有 {most:,} 个超时限"
    return f"；超时限最多的是{'、'.join(names)}（{'各 ' if len(names) > 1 else ''}{most:,}）"


def say_left(state: str, deadline: date | None, today: date) -> tuple[str, str]:
    """(light, words) of the time that is left: `("behind", "超时限 3 天")`, `("warning", "剩 2 天")`."""
    if state == CLOSED:
        return "normal", "已销号"
    if deadline is None:
        return "missing", "未定时限"
    left = (deadline - today).days
    if left < 0:
        return "behind", f"超时限 {-left} 天"
    if left == 0:
        return "warning", "今天到期"
    return ("warning" if left <= WARNING_DAYS else "normal"), f"剩 {left} 天"


def say_value(name: str, value: Any) -> str:
    """A field's value in words: dates written out, personal numbers masked, `未填` for nothing."""
    if value is None or value == "":
        return NOT_SAID
    if isinstance(value, date):
        return say_date(value)
    if name in ("deadline", "closed_on", "opened_on"):
        return say_date(date.fromisoformat(str(value)))
    return mask_numbers(str(value))


def title_of(name: str) -> str:
    """The title of a column of a problem."""
    return FIELD_TITLES.get(name) or _OTHER_TITLES.get(name, name)


def say_changes(event: Event) -> list[tuple[str, str, str]]:
    """(title, what was, what is) of the fields that an event changed; of an opening only what was filled in."""
    shown = [(name, was, now) for name, (was, now) in event.changes.items() if name not in (*_LEFT_OUT, "opened_on")]
    if event.kind == OPENED:
        shown = [one for one in shown if one[0] not in ("state", "place_code", "measure") and one[2] not in (None, "")]
    return [
        (title_of(name), "" if event.kind == OPENED else say_value(name, was), say_value(name, now))
        for name, was, now in shown
    ]


def say_note(event: Event) -> str:
    """The note of an event, numbers masked."""
    note = mask_numbers(event.note)
    return f"佐证文件：{note}" if event.kind == EVIDENCE else note


def say_people(names: Sequence[str]) -> str:
    """Department and person as one text, numbers masked; `未指定` where neither is named."""
    return mask_numbers(" · ".join(name for name in names if name)) or NOBODY


def say_late(people: pd.DataFrame) -> str:
    """`约谈清单：3 个单位 4 人，超时限 42 个`."""
    if people.empty:
        return "约谈清单：没有超时限的问题"
    units = people.loc[people["department"] != "", "department"].nunique()
    persons = len(people.loc[people["person"] != "", ["department", "person"]].drop_duplicates())
    unnamed = int(people.loc[people["person"] == "", "overdue"].sum())
    said = f"约谈清单：{units:,} 个单位 {persons:,} 人，超时限 {int(people['overdue'].sum()):,} 个"
    return f"{said}（其中 {unnamed:,} 个没有指定责任人）" if unnamed else said
