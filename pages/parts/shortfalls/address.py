"""What the address asks of 短板清单: measure, place, record, filters; each checked against what there is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from indicators.declared import REPORTED, Measure
from indicators.evaluation import Evaluation
from indicators.shortfalls import ListRequest, records
from indicators.shortfalls import lists as shortfalls
from pages.parts.common import state
from pages.parts.common.address import (
    find_place,
    read_choice,
    read_part,
    read_place,
    say_area_of,
    say_place,
    trail,
    write_parameters,
)
from pages.parts.common.state import Picked
from pages.parts.shortfalls import data as shortfall_data

CUTS = {"aspect": "方面", "indicator": "指标", "department": "责任部门", "problem_type": "问题类型"}
"""Filters of the list of measures: parameter → label."""
SOURCE = "source"
"""`source=reported` asks for the rows that were reported where the register's are there too."""
VIEW, UNCLEAR = "view", "unknown"
"""`view=unknown` asks for the rows of which nobody can say whether they fall short."""
ROW_FILTER = "only_"
"""A filter of rows is this and the column's name: `only_fund_source=中央`."""
PAGE_ROWS = 1000
"""Rows fetched at a time; a longer list is looked through in parts."""


@dataclass(frozen=True)
class ShortfallsAddress:
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
    source: str = ""
    is_unclear: bool = False

    def parameters(self, **changes: str) -> dict[str, str]:
        """The page's own parameters with some changed; changing the place, measure or a filter forgets part and record."""
        own = {
            "measure": self.measure.id if self.measure else "",
            "at": self.unit_key or self.at,
            "own": "1" if self.is_own else "",
            "row": self.token,
            "part": str(self.part) if self.part > 1 else "",
            SOURCE: self.source,
            VIEW: UNCLEAR if self.is_unclear else "",
            **self.cuts,
            **{f"{ROW_FILTER}{name}": value for name, value in self.filters.items()},
        }
        if set(changes) - {"row", "part"}:
            own |= {"row": "", "part": ""}
        if "measure" in changes:
            own[SOURCE] = own[VIEW] = ""
            own = {name: value for name, value in own.items() if not name.startswith(ROW_FILTER)}
        if "at" in changes:
            own["own"] = ""
        return write_parameters(self.picked, own, changes)

    def request(self) -> ListRequest:
        """The rows asked for, short or unclear. Where no single row falls short, the rows of the places that lose marks."""
        measure = self.measure
        if measure is None:
            raise ValueError("no measure is asked for")
        request = shortfalls.request_for(
            measure, self.picked.period, self.at, lambda: self.evaluation, self.unit_key, self.filters, self.is_own,
            self.source, self.evaluation.day,
        )  # fmt: skip
        return shortfalls.unjudged_of(request) if self.is_unclear else request

    def whole_request(self) -> ListRequest:
        """The rows of the measure in the whole place, without filters."""
        if self.measure is None:
            raise ValueError("no measure is asked for")
        return ListRequest(self.measure, self.picked.period, self.at, self.unit_key, day=self.evaluation.day)

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
        return trail(self.picked.scope, code or self.at)


def read_address(picked: Picked, evaluation: Evaluation) -> ShortfallsAddress:
    """The address, with whatever does not exist left out and said in `notes`."""
    notes: list[str] = []
    measure = _read_measure(evaluation, notes)
    at, unit_key = _read_place(picked, evaluation, measure, notes)
    source = REPORTED if state.parameter(SOURCE) == REPORTED else ""
    if measure is not None and not unit_key and not source:
        measure = shortfalls.counted(evaluation, measure, at)
    cuts = {name: read_choice(name, label, _values(name, evaluation), notes) for name, label in CUTS.items()}
    address = ShortfallsAddress(picked, evaluation, measure, at, unit_key, state.parameter("own") == "1",
                  cuts={name: value for name, value in cuts.items() if value})  # fmt: skip
    if measure is None:
        return ShortfallsAddress(picked, evaluation, None, at, unit_key, cuts=address.cuts, notes=tuple(notes))
    return ShortfallsAddress(
        picked, evaluation, measure, at, unit_key, address.is_own, _read_token(notes), read_part(), address.cuts,
        _read_filters(address, notes), tuple(notes), source, state.parameter(VIEW) == UNCLEAR,
    )  # fmt: skip


def _read_measure(evaluation: Evaluation, notes: list[str]) -> Measure | None:
    name = state.parameter("measure")
    if name and name not in evaluation.framework.measures:
        notes.append(f"这套指标体系里没有指标“{name[:40]}”，已列出全部短板。")
    return evaluation.framework.measures.get(name)


def _read_place(picked: Picked, evaluation: Evaluation, measure: Measure | None, notes: list[str]) -> tuple[str, str]:
    """(place code, unit key) looked at: the picked place unless the address names one inside it."""
    code = state.parameter("at")
    if evaluation.framework.level == "unit" and code and code in set(evaluation.places["place_code"]):
        return picked.scope, code
    at, said = read_place(
        picked, lambda one: bool(find_place(one)) or _has_rows(measure, evaluation, one), is_wide=True
    )
    notes += said
    return at, ""


def _has_rows(measure: Measure | None, evaluation: Evaluation, code: str) -> bool:
    """Whether rows name a place that no table of places knows."""
    if measure is None:
        return False
    request = ListRequest(measure, evaluation.period, code, day=evaluation.day)
    return shortfall_data.read_list(request, "", PAGE_ROWS).total > 0


def _values(name: str, evaluation: Evaluation) -> set[str]:
    return {getattr(measure, name) for measure in evaluation.framework.measures.values()}


def _read_token(notes: list[str]) -> str:
    token = state.parameter("row")
    if token and not records.is_token(token):
        notes.append("地址里的记录编号不可识别，已回到清单。")
        return ""
    return token


def _read_filters(address: ShortfallsAddress, notes: list[str]) -> dict[str, str]:
    if address.measure is None:
        return {}
    names = [name for name in shortfalls.filter_columns(address.measure) if state.parameter(f"{ROW_FILTER}{name}")]
    if not names:
        return {}
    choices = shortfall_data.choices(address.whole_request())
    found = {}
    for name in names:
        value = state.parameter(f"{ROW_FILTER}{name}")
        if value in choices.get(name, ()):
            found[name] = value
        else:
            notes.append(f"这里没有“{value[:40]}”，已不按它筛选。")
    return found
