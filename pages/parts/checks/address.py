"""What the address asks of 疑点核查: place, check, filters, part; each checked against what there is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.places import level_of
from indicators.checks import STATES, FindingFilter, Run, choose_checks
from indicators.declared import Framework, Measure
from pages.parts.common import checked, state
from pages.parts.common.address import (
    LookedAt,
    find_place,
    read_choice,
    read_part,
    read_place,
    say_area_of,
    say_path,
    trail,
    write_parameters,
)
from pages.parts.common.state import Picked

CUTS = {
    "indicator": "指标", "aspect": "方面", "problem_type": "问题类型", "department": "责任部门", "suspicion": "可疑程度",
    "state": "状态",
}  # fmt: skip
"""Filters: parameter → label."""
PAGE_ROWS = 50
"""Findings on one page of a list."""


@dataclass(frozen=True)
class ChecksAddress(LookedAt):
    """What is looked at: `at` is a place code inside the picked one, `check` '' where all of them are."""

    picked: Picked
    framework: Framework
    run: Run
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
            "at": self.at,
            "all": "1" if self.is_all else "",
            "part": str(self.part) if self.part > 1 else "",
            **self.cuts,
        }
        if set(changes) - {"part"}:
            own["part"] = ""
        return write_parameters(self.picked, own, changes)

    def area_name(self, code: str | None = None) -> str:
        """How a sentence calls a place (the one looked at when none is given): `全州`, `凤凰县`."""
        return say_area_of(self.at if code is None else code)

    def path_of(self, code: str) -> str:
        """The names of a place and those above it, below the one looked at: `鹭汀镇 锦渚村`."""
        return say_path(code, self.at)

    def trail(self) -> list[str]:
        """Codes from the picked place down to the one looked at."""
        return trail(self.picked.scope, self.at)


def read_address(picked: Picked, framework: Framework, run: Run) -> ChecksAddress:
    """The address, with whatever does not exist left out and said in `notes`."""

    def is_there(code: str) -> bool:
        return bool(find_place(code)) or not checked.count_findings(run, code, level_of(code)).empty

    at, said = read_place(picked, is_there, say_area_of)
    notes = list(said)
    check = _read_check(framework, notes)
    cuts = {name: read_choice(name, label, _allowed(name, framework), notes) for name, label in CUTS.items()}
    return ChecksAddress(
        picked, framework, run, at, check, {name: value for name, value in cuts.items() if value},
        state.parameter("all") == "1", read_part(), tuple(notes),
    )  # fmt: skip


def _read_check(framework: Framework, notes: list[str]) -> Measure | None:
    name = state.parameter("check")
    if name and name not in framework.measures:
        notes.append(f"没有编码为“{name[:40]}”的规则，已列出全部规则。")
    return framework.measures.get(name)


def _allowed(name: str, framework: Framework) -> set[str]:
    return set(STATES) if name == "state" else {getattr(check, name) for check in framework.measures.values()}
