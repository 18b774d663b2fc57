"""What the address asks of 疑点核查: place, check, filters, part; each checked against what there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.places.codes import level_of
from core.places.index import PlaceIndex
from indicators.checks.findings import FindingFilter, Run
from indicators.checks.matrix import STATES, choose_checks
from indicators.declared.framework import Framework, Measure
from indicators.evaluation.answers import say_area
from pages.parts.checks import data as check_data
from pages.parts.common import cache, state
from pages.parts.common.state import Picked
from pages.parts.shortfalls.address import EVERYWHERE

CUTS = {
    "indicator": "指标", "aspect": "方面", "problem_type": "问题类型", "department": "责任部门", "suspicion": "可疑程度",
    "state": "状态",
}  # fmt: skip
"""Filters: parameter → label."""
PAGE_ROWS = 50
"""Findings on one page of a list."""
_ORDER = ("country", "province", "prefecture", "county", "township", "village")


@dataclass(frozen=True)
class Asked:
    """What is looked at: `at` is a place code inside the picked one, `check` '' where all of them are."""

    picked: Picked
    framework: Framework
    run: Run
    places: PlaceIndex
    at: str
    check: Measure | None = None
    cuts: Mapping[str, str] = field(default_factory=dict)
    is_all: bool = False
    part: int = 1
    notes: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """The chosen state of findings; '' is open ones."""
        return self.cuts.get("state", "")

    @property
    def level(self) -> str:
        """The level of the place looked at."""
        return level_of(self.at)

    @property
    def level_below(self) -> str:
        """The level whose places the counts are told by: counties of an area, townships of a county; '' in a village."""
        return {"county": "township", "township": "village", "village": ""}.get(self.level, "county")

    def checks(self) -> dict[str, Measure]:
        """The checks that pass the filters, or the one looked at."""
        return {self.check.id: self.check} if self.check else choose_checks(self.framework, self.cuts)

    def filters(self) -> FindingFilter:
        """The same as a filter of findings; of one check only the state still chooses."""
        if self.check:
            return FindingFilter(check=self.check.id, state=self.state)
        return FindingFilter(**self.cuts)  # type: ignore[arg-type]

    def parameters(self, **changes: str) -> dict[str, str]:
        """The page's own parameters with some changed; any change but that of the part goes to the first part."""
        own = {
            "check": self.check.id if self.check else "",
            "at": "" if self.at == self.picked.scope else self.at,
            "all": "1" if self.is_all else "",
            "part": str(self.part) if self.part > 1 else "",
            **self.cuts,
        }
        if set(changes) - {"part"}:
            own["part"] = ""
        if changes.get("at") == self.picked.scope:
            changes = changes | {"at": ""}
        return {name: value for name, value in (own | changes).items() if value}

    def area_name(self, code: str | None = None) -> str:
        """How a sentence calls a place (the one looked at when none is given): `全州`, `凤凰县`."""
        return say_area_of(self.at if code is None else code, self.places)

    def place_name(self, code: str) -> str:
        """A place's name; its code where no table names it."""
        place = self.places.find(code)
        return place.name if place else code

    def path_of(self, code: str) -> str:
        """The names of a place and those above it, below the one looked at: `鹭汀镇 锦渚村`."""
        above = [part for part in (code[:6], code[:9]) if len(part) < len(code) and not self.at.startswith(part)]
        return " ".join(self.place_name(part) for part in [*above, code])

    def trail(self) -> list[str]:
        """Codes from the picked place down to the one looked at."""
        above = dict.fromkeys((f"{self.at[:2]}0000", f"{self.at[:4]}00", self.at[:6], self.at[:9], self.at[:12]))
        start, deepest = _depth(self.picked.scope), _depth(self.at)
        between = [one for one in above if start < _depth(one) <= deepest and (one == self.at or self.places.find(one))]
        return [self.picked.scope, *between]


def read_asked(picked: Picked, framework: Framework, run: Run) -> Asked:
    """The address, with whatever does not exist left out and said in `notes`."""
    notes: list[str] = []
    places = cache.places()
    at = _read_place(picked, run, places, notes)
    check = _read_check(framework, notes)
    cuts = {name: _read_cut(name, framework, notes) for name in CUTS}
    return Asked(
        picked, framework, run, places, at, check, {name: value for name, value in cuts.items() if value},
        state.parameter("all") == "1", _read_part(), tuple(notes),
    )  # fmt: skip


def say_area_of(code: str, places: PlaceIndex) -> str:
    """`全州`, `全省` for what holds several counties, else the place's name."""
    place, level = places.find(code), level_of(code)
    if level == "country":
        return EVERYWHERE
    if level in ("province", "prefecture") and place:
        return say_area(place)
    return place.name if place else code


def _depth(code: str) -> int:
    return _ORDER.index(level_of(code))


def _read_check(framework: Framework, notes: list[str]) -> Measure | None:
    name = state.parameter("check")
    if name and name not in framework.measures:
        notes.append(f"没有编码为“{name[:40]}”的规则，已列出全部规则。")
    return framework.measures.get(name)


def _read_place(picked: Picked, run: Run, places: PlaceIndex, notes: list[str]) -> str:
    """The picked place unless the address names one inside it that is known or has findings."""
    asked = state.parameter("at")
    if not asked or asked == picked.scope:
        return picked.scope
    is_inside = asked.isdigit() and not places.code_problem(asked) and _is_inside(asked, picked.scope)
    if is_inside and (places.find(asked) or not check_data.read_matrix(run, asked, level_of(asked)).empty):
        return asked
    area = say_area_of(picked.scope, places)
    notes.append(f"“{asked[:40]}”不在{area}内，已回到{area}。")
    return picked.scope


def _is_inside(code: str, scope: str) -> bool:
    width = {"country": 0, "province": 2, "prefecture": 4}.get(level_of(scope), len(scope))
    return code.startswith(scope[:width]) and _depth(code) > _depth(scope)


def _read_cut(name: str, framework: Framework, notes: list[str]) -> str:
    value = state.parameter(name)
    known = set(STATES) if name == "state" else {getattr(check, name) for check in framework.measures.values()}
    if value and value not in known:
        notes.append(f"没有{CUTS[name]}“{value[:40]}”，已不按它筛选。")
        return ""
    return value


def _read_part() -> int:
    text = state.parameter("part")
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1
