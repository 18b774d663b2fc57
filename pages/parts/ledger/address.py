"""What the address asks of 问题台账: place, filters, view, part, day, or one problem; each checked against what there can be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from core.personal import holds_numbers, mask_numbers
from ledger.book import CLOSED, NOBODY, ROOT_CAUSES, SEVERITIES, SOURCES, STATES, TERMS
from ledger.looking import CHOSEN, DUES, UNCLOSED, ProblemFilter, list_values, widen
from pages.parts.common import office, state
from pages.parts.common.address import read_choice, read_number, read_part, read_place, say_area_of, write_parameters
from pages.parts.common.state import Picked

PAGE_ROWS = 50
VIEWS = {"": "列表", "times": "清零曲线与用时", "missed": "漏查", "late": "约谈清单", "calendar": "到期日历"}
TIMES_BY = ("department", "problem_type", "root_cause", "source", "person")
"""What the view of times may be told by; the first is where it starts."""
FORMS = ("new", "import", "bulk")
"""What else the page may show, beside the views."""
CUTS = {
    "source": "问题来源", "problem_type": "问题类别", "department": "责任单位", "person": "责任人", "indicator": "指标",
    "aspect": "方面", "measure": "规则", "lead_department": "牵头单位", "source_document": "来源文件", "term": "整改类型",
    "severity": "严重程度", "root_cause": "问题根源",
}  # fmt: skip
"""Filters on a column: parameter → label. Any text may stand in the ledger, so only closed lists are checked."""
_CLOSED_LISTS: Mapping[str, tuple[str, ...]] = {
    "source": SOURCES, "term": TERMS, "severity": SEVERITIES,
    "root_cause": (*ROOT_CAUSES, NOBODY),
}  # fmt: skip
_LONGEST = 200
MOST_VALUES = 10_000
"""Of the ledger's own names so many are looked through for one that an address has masked."""


@dataclass(frozen=True)
class LedgerAddress:
    """What is looked at: problems of a place that pass `cuts`, in a `view`; or the `problem` of that number."""

    picked: Picked
    at: str
    today: date
    cuts: Mapping[str, str] = field(default_factory=dict)
    view: str = ""
    part: int = 1
    day: date | None = None
    month: date | None = None
    problem: int = 0
    by: str = ""
    is_whole: bool = False
    """Whether the ledger holds nothing outside of the place, so that its problems need not be asked for by place."""
    notes: tuple[str, ...] = ()

    def filters(self, **changes: str) -> ProblemFilter:
        """The same as a filter of problems, with some cuts changed."""
        told = {name: value for name, value in (dict(self.cuts) | changes).items() if value}
        is_back = bool(told.pop("recurred", ""))
        return ProblemFilter(place="" if self.is_whole else self.at, recurred=is_back, **told)

    def parameters(self, **changes: str) -> dict[str, str]:
        """The page's own parameters with some changed; another filter or view goes back to the first part."""
        own = {
            "at": self.at,
            "view": self.view,
            "part": str(self.part) if self.part > 1 else "",
            "day": self.day.isoformat() if self.day else "",
            "month": self.month.strftime("%Y-%m") if self.month else "",
            "by": self.by,
            **{name: mask_numbers(value) for name, value in self.cuts.items()},
        }
        changes = {name: mask_numbers(value) if name in CUTS else value for name, value in changes.items()}
        if set(changes) - {"part", "problem"}:
            own["part"] = ""
        return write_parameters(self.picked, own, changes)

    @property
    def cleared(self) -> dict[str, str]:
        """The same view of the place without any filter."""
        return self.parameters(**dict.fromkeys((*self.cuts, "day"), ""))

    def area_name(self) -> str:
        """How a sentence calls the place: `全州`, `凤凰县`; with the filters that are in use."""
        named = say_area_of(self.at) if self.at else ""
        told = [say_cut(name, value) for name, value in self.cuts.items() if name in CUTS and name != "measure"]
        said = [f"含“{self.cuts['words']}”"] if "words" in self.cuts else []
        back = ["反弹"] if "recurred" in self.cuts else []
        return "·".join([named, *told, *back, *said]).strip("·")


def say_cut(name: str, value: str) -> str:
    """What a filter asks for, in words: the value, or `未指定责任单位`."""
    return f"{NOBODY}{CUTS[name]}" if value == NOBODY and name in CUTS else mask_numbers(value)


def read_address(picked: Picked) -> LedgerAddress:
    """The address, with whatever does not exist left out and said in `notes`."""
    at, said = read_place(picked)
    notes = list(said)
    cuts = {name: _read_cut(name, notes) for name in CUTS}
    cuts["state"] = read_choice("state", "状态", (UNCLOSED, *STATES), notes)
    cuts["due"] = "" if cuts["state"] == CLOSED else read_choice("due", "时限", DUES, notes)
    cuts["recurred"] = "1" if state.parameter("recurred") == "1" else ""
    cuts["words"] = _read_words(notes)
    return LedgerAddress(
        picked, at, office.working_day(), {name: value for name, value in cuts.items() if value},
        state.parameter("view", (*VIEWS, *FORMS)), read_part(), _read_day(notes), _read_month(notes),
        read_number("problem", 12), state.parameter("by", TIMES_BY), _is_whole(at), tuple(notes),
    )  # fmt: skip


def _is_whole(at: str) -> bool:
    return not widen(office.ledger().engine, ProblemFilter(place=at)).place


def _read_cut(name: str, notes: list[str]) -> str:
    if name in _CLOSED_LISTS:
        return read_choice(name, CUTS[name], _CLOSED_LISTS[name], notes)
    value = state.parameter(name)[:_LONGEST]
    return _find_masked(name, value) if "**" in value and name in CHOSEN else value


def _find_masked(name: str, value: str) -> str:
    """The text of the ledger that reads so once its numbers are masked: an address holds no number of a person."""
    found = list_values(office.ledger().engine, ProblemFilter(), name, office.working_day(), MOST_VALUES)
    return next((one for one in found if mask_numbers(one) == value), value)


def _read_words(notes: list[str]) -> str:
    value = state.parameter("words").strip()[:_LONGEST]
    if holds_numbers(value):
        notes.append("证件号码、电话不能用来搜索。")
        return ""
    return value


def _read_day(notes: list[str]) -> date | None:
    return _read_date("day", "", notes)


def _read_month(notes: list[str]) -> date | None:
    return _read_date("month", "-01", notes)


def _read_date(name: str, end: str, notes: list[str]) -> date | None:
    text = state.parameter(name)
    if not text:
        return None
    try:
        return date.fromisoformat(f"{text}{end}")
    except ValueError:
        notes.append(f"地址里的日期“{text[:20]}”看不懂，已不按它筛选。")
        return None
