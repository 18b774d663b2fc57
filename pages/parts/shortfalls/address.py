"""What the address asks of 短板清单: measure, place, record, filters; each checked against what there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.places.codes import level_of
from core.places.index import Place
from indicators.declared.framework import Measure
from indicators.evaluation.answers import say_area
from indicators.evaluation.evaluate import Evaluation
from indicators.shortfalls import lists as shortfalls
from indicators.shortfalls import records
from indicators.shortfalls.lists import ListRequest
from pages.parts.common import cache, state
from pages.parts.common.state import Picked

CUTS = {"aspect": "方面", "indicator": "指标", "department": "责任部门", "problem_type": "问题类型"}
"""Filters of the list of measures: parameter → label."""
ROW_FILTER = "only_"
"""A filter of rows is this and the column's name: `only_fund_source=中央`."""
PAGE_ROWS = 1000
"""Rows fetched at a time; a longer list is looked through in parts."""
EVERYWHERE = "全部地区"
_ORDER = ("country", "province", "prefecture", "county", "township", "village")


@dataclass(frozen=True)
class Asked:
    """What is looked at. `at` is a place code inside the picked one, `unit_key` a unit of a framework of units."""

    picked: Picked
    evaluation: Evaluation
    measure: Measure | None
    at: str
    unit_key: str = ""
    is_own: bool = False
    token: str = ""
    part: int = 1
    cuts: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def parameters(self, **changes: str) -> dict[str, str]:
        """The page's own parameters with some changed; changing the place, measure or a filter forgets part and record."""
        own = {
            "measure": self.measure.id if self.measure else "",
            "at": self.unit_key or ("" if self.at == self.picked.scope else self.at),
            "own": "1" if self.is_own else "",
            "row": self.token,
            "part": str(self.part) if self.part > 1 else "",
            **self.cuts,
            **{f"{ROW_FILTER}{name}": value for name, value in self.filters.items()},
        }
        if set(changes) - {"row", "part"}:
            own |= {"row": "", "part": ""}
        if "measure" in changes:
            own = {name: value for name, value in own.items() if not name.startswith(ROW_FILTER)}
        if "at" in changes:
            own["own"] = ""
            changes = changes | ({"at": ""} if changes["at"] == self.picked.scope else {})
        return {name: value for name, value in (own | changes).items() if value}

    def request(self) -> ListRequest:
        """The rows asked for. Where no single row falls short, the rows of the places that lose marks."""
        measure = self.measure
        if measure is None:
            raise ValueError("no measure is asked for")
        return shortfalls.request_for(
            measure, self.picked.period, self.at, lambda: self.evaluation, self.unit_key, self.filters, self.is_own
        )

    def place_name(self, code: str | None = None) -> str:
        """The name of a place (the one looked at when none is given)."""
        if code is None and self.unit_key:
            return self.unit_key.partition("/")[2]
        return say_place(self.at if code is None else code)

    def area_name(self) -> str:
        """How a sentence calls the place looked at: `全州`, `凤凰县`."""
        return self.place_name() if self.unit_key else say_area_of(self.at)

    def trail(self, code: str = "") -> list[str]:
        """Codes from the picked place down to the one looked at, or to `code` inside it."""
        end = code or self.at
        above = dict.fromkeys((f"{end[:2]}0000", f"{end[:4]}00", end[:6], end[:9], end[:12]))
        start, deepest = _depth(self.picked.scope), _depth(end)
        between = [one for one in above if start < _depth(one) <= deepest and (one == end or _find(one))]
        return [self.picked.scope, *between]


def read_asked(picked: Picked, evaluation: Evaluation) -> Asked:
    """The address, with whatever does not exist left out and said in `notes`."""
    notes: list[str] = []
    measure = _read_measure(evaluation, notes)
    at, unit_key = _read_place(picked, evaluation, measure, notes)
    cuts = {name: _read_cut(name, evaluation, notes) for name in CUTS}
    asked = Asked(picked, evaluation, measure, at, unit_key, state.parameter("own") == "1",
                  cuts={name: value for name, value in cuts.items() if value})  # fmt: skip
    if measure is None:
        return Asked(picked, evaluation, None, at, unit_key, cuts=asked.cuts, notes=tuple(notes))
    return Asked(
        picked, evaluation, measure, at, unit_key, asked.is_own, _read_token(notes), _read_part(), asked.cuts,
        _read_filters(asked, notes), tuple(notes),
    )  # fmt: skip


def say_place(code: str) -> str:
    """A place's name; its code where no table names it."""
    place = _find(code)
    return place.name if place else (code or EVERYWHERE)


def say_area_of(code: str) -> str:
    """`全州`, `全省` for what holds several counties, else the place's name."""
    if level_of(code) == "country":
        return EVERYWHERE
    return say_area(_find(code)) if level_of(code) in ("province", "prefecture") and _find(code) else say_place(code)


def _find(code: str) -> Place | None:
    return cache.places().find(code)


def _depth(code: str) -> int:
    return _ORDER.index(level_of(code))


def _read_measure(evaluation: Evaluation, notes: list[str]) -> Measure | None:
    name = state.parameter("measure")
    if name and name not in evaluation.framework.measures:
        notes.append(f"这套指标体系里没有指标“{name[:40]}”，已列出全部短板。")
    return evaluation.framework.measures.get(name)


def _read_place(picked: Picked, evaluation: Evaluation, measure: Measure | None, notes: list[str]) -> tuple[str, str]:
    """(place code, unit key) looked at: the picked place unless the address names one inside it."""
    asked = state.parameter("at")
    if not asked or asked == picked.scope:
        return picked.scope, ""
    if evaluation.framework.level == "unit" and asked in set(evaluation.places["place_code"]):
        return picked.scope, asked
    is_inside = asked.isdigit() and not cache.places().code_problem(asked) and _is_inside(asked, picked.scope)
    if is_inside and (_find(asked) or _has_rows(measure, picked.period, asked)):
        return asked, ""
    notes.append(f"“{asked[:40]}”不在{say_place(picked.scope)}内，已回到{say_place(picked.scope)}。")
    return picked.scope, ""


def _has_rows(measure: Measure | None, period: str, code: str) -> bool:
    """Whether rows name a place that no table of places knows."""
    return measure is not None and cache.shortfall_list(ListRequest(measure, period, code), "", PAGE_ROWS).total > 0


def _is_inside(code: str, scope: str) -> bool:
    width = {"country": 0, "province": 2, "prefecture": 4}.get(level_of(scope), 6)
    return code.startswith(scope[:width]) and _depth(code) > _depth(scope)


def _read_cut(name: str, evaluation: Evaluation, notes: list[str]) -> str:
    value = state.parameter(name)
    if value and value not in {getattr(measure, name) for measure in evaluation.framework.measures.values()}:
        notes.append(f"没有{CUTS[name]}“{value[:40]}”，已不按它筛选。")
        return ""
    return value


def _read_token(notes: list[str]) -> str:
    token = state.parameter("row")
    if token and not records.is_token(token):
        notes.append("地址里的记录编号不可识别，已回到清单。")
        return ""
    return token


def _read_part() -> int:
    text = state.parameter("part")
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


def _read_filters(asked: Asked, notes: list[str]) -> dict[str, str]:
    if asked.measure is None:
        return {}
    names = [name for name in shortfalls.filter_columns(asked.measure) if state.parameter(f"{ROW_FILTER}{name}")]
    if not names:
        return {}
    choices = cache.shortfall_choices(ListRequest(asked.measure, asked.picked.period, asked.at, asked.unit_key))
    found = {}
    for name in names:
        value = state.parameter(f"{ROW_FILTER}{name}")
        if value in choices.get(name, ()):
            found[name] = value
        else:
            notes.append(f"这里没有“{value[:40]}”，已不按它筛选。")
    return found
