"""Days to the milestones of an area of work: which line of the table counts for a place, and its words.

The two rounds of the main area are built in; any other area has the kinds that the office's table gives it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from core.places import is_inside, significant
from core.words import say_date, say_days_until
from indicators.declared import MAIN_AREA
from indicators.spending import days_until
from store import Store

PROVINCIAL: Final = "省级后评估"
NATIONAL: Final = "国家后评估"
ROUNDS: Final = (PROVINCIAL, NATIONAL)
"""The kinds of the main area that are asked for even where the table has no line."""
NOT_IMPORTED: Final = "未导入"
NATION: Final = "100000"


@dataclass(frozen=True)
class Round:
    """One round seen from a day. `state` is `ahead`, `running`, `past` or `unknown` (no line in the table).

    `days` counts to the start while ahead, to the end while running, since the end once past (never negative).
    """

    kind: str
    state: str
    days: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    title: str = ""

    def figure(self) -> str:
        """`还有 12 天`, `今天开始`, `进行中`, `已过 3 天`, `未导入`."""
        if self.state in ("unknown", "running"):
            return NOT_IMPORTED if self.state == "unknown" else "进行中"
        if self.state == "ahead":
            return say_days_until(self.days) if self.days else "今天开始"
        return say_days_until(-self.days)

    def say_dates(self) -> str:
        """`2021年11月25日至2021年12月5日`; what to import when nothing is known."""
        if self.starts_on is None:
            return "请导入评估日程表"
        start = say_date(self.starts_on)
        return start if self.ends_on in (None, self.starts_on) else f"{start}至{say_date(self.ends_on)}"

    def say_by_when(self) -> str:
        """By when something has to be done: `省级后评估前，还有 5 天（2021年11月25日）`; '' when nothing lies ahead."""
        if self.state == "running" and self.ends_on is not None:
            return f"{self.kind}正在进行，{say_date(self.ends_on)}结束"
        if self.state != "ahead" or self.starts_on is None:
            return ""
        days = say_days_until(self.days) if self.days else "今天开始"
        return f"{self.kind}前，{days}（{say_date(self.starts_on)}）"


def read_milestones(store: Store) -> pd.DataFrame:
    """Table `milestones`: place_code ('' for everywhere), area, kind, title, starts_on, ends_on; one row a line."""
    with store.connect() as connection:
        return connection.execute(
            "SELECT coalesce(place_code, '') AS place_code, coalesce(area, ?) AS area, kind, coalesce(title, '') AS title, "
            "starts_on, ends_on FROM milestones WHERE starts_on IS NOT NULL ORDER BY starts_on, place_code",
            [MAIN_AREA],
        ).df()


def list_rounds(milestones: pd.DataFrame, area: str, scope: str, today: date) -> list[Round]:
    """What an area of work has coming: the built-in rounds of the main one; of any other every kind that the table has for the
    place, what is running or ahead first, in the order of the days. An area without any line goes by the main one."""
    if not (milestones["area"] == area).any():
        area = MAIN_AREA
    kinds = ROUNDS if area == MAIN_AREA else tuple(dict.fromkeys(milestones.loc[milestones["area"] == area, "kind"]))
    found = [find_round(milestones, kind, scope, today, area) for kind in kinds]
    known = found if area == MAIN_AREA else [one for one in found if one.starts_on is not None]
    return known if area == MAIN_AREA else sorted(known, key=lambda one: (one.state == "past", one.starts_on or today))


def find_round(milestones: pd.DataFrame, kind: str, scope: str, today: date, area: str = MAIN_AREA) -> Round:
    """The round of a kind and area that counts for a place on a day: the running or next one, else the last one that passed.

    Among those that lie ahead the lines nearest to the place count (its own, its province's, then one for everywhere).
    Without a scope ('' = every place) lines for everywhere count, and those of the only province in the table.
    """
    own = (milestones["kind"] == kind) & (milestones["area"] == area)
    lines = _lines_for(milestones[own], scope)
    rounds = [(line["depth"], _round(kind, line, today)) for line in lines.to_dict("records")]
    ahead = [(depth, one) for depth, one in rounds if one.state != "past"]
    if ahead:
        nearest = max(depth for depth, _ in ahead)
        return next_round([one for depth, one in ahead if depth == nearest])
    return min((one for _, one in rounds), key=lambda one: one.days, default=Round(kind, "unknown"))


def next_round(rounds: list[Round]) -> Round:
    """The round that comes first among those running or ahead; one without a date when none is."""
    coming = [one for one in rounds if one.state in ("running", "ahead")]
    return min(coming, key=lambda one: (one.state == "ahead", one.days), default=Round("", "unknown"))


def next_start(milestones: pd.DataFrame, scope: str, today: date, area: str = MAIN_AREA) -> date | None:
    """The first day of what begins next for a place in an area of work, after today; None when none lies ahead."""
    rounds = list_rounds(milestones, area, scope, today)
    return min((one.starts_on for one in rounds if one.starts_on and one.starts_on > today), default=None)


def _lines_for(lines: pd.DataFrame, scope: str) -> pd.DataFrame:
    """The lines that hold for a scope, with how near they stand (`depth`)."""
    codes = lines["place_code"]
    if scope in ("", NATION):
        only = set(codes) - {"", NATION}
        found = lines if len(only) <= 1 else lines[codes.isin(["", NATION])]
        return found.assign(depth=0)
    found = lines.assign(depth=[_depth(code, scope) for code in codes])
    return found[found["depth"] >= 0]


def _depth(code: str, scope: str) -> int:
    """How near above a place the line stands: 0 for everywhere, then the digits it shares; −1 when it is elsewhere."""
    if code in ("", NATION):
        return 0
    return len(significant(code)) if is_inside(scope, code) else -1


def _round(kind: str, line: dict[str, object], today: date) -> Round:
    starts_on = _date(line["starts_on"])
    assert starts_on is not None
    ends_on = _date(line["ends_on"])
    last = ends_on or starts_on
    if days_until(starts_on, today) >= 0:
        state, days = "ahead", days_until(starts_on, today)
    elif days_until(last, today) >= 0:
        state, days = "running", days_until(last, today)
    else:
        state, days = "past", days_until(today, last)
    return Round(kind, state, days, starts_on, ends_on, str(line["title"]))


def _date(value: object) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()
