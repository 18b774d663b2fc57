"""Facts by their meaning, and every value that was printed of each with where it stood."""

import re
from collections import defaultdict
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

MEASURE, CHECK, PLACE, MONEY, CARD, ACTIVITY, LEDGER, ARCHIVE, QUALITY, LISTED = (
    "指标", "规则", "地区", "资金", "应知应会", "六个一", "问题台账", "档案资料", "数据质量", "部门比对",
)  # fmt: skip
"""Kinds of what a fact is about."""
FACTORS = {"亿元": Decimal(100_000_000), "万元": Decimal(10_000), "%": Decimal("0.01"), "个百分点": Decimal("0.01")}
_AMOUNT = re.compile(r"([+\-−]?)\s?(\d[\d,]*(?:\.\d+)?)\s?(亿元|万元|%|个百分点)?")
_NOISE = Decimal("1e-9")


class Fact(NamedTuple):
    """What a value is of. `place` is a code; `on` the period, and the day of view inside it."""

    kind: str
    what: str
    quantity: str
    place: str
    on: str


class Said(NamedTuple):
    """One value: a number of which `step` is the last printed place (0 where it is exact), or a text, and where it stood."""

    value: Decimal | str
    step: Decimal
    where: str

    def agrees(self, other: "Said") -> bool:
        """Whether both may be the same figure: alike at the coarser of the two printed precisions."""
        if isinstance(self.value, str) or isinstance(other.value, str):
            return self.value == other.value
        if self.step == other.step and self.step:
            return self.value == other.value
        far = abs(self.value - other.value)
        return far <= (self.step + other.step) / 2 + _NOISE * (1 + abs(self.value))

    def __str__(self) -> str:
        value = self.value if isinstance(self.value, str) else f"{self.value.normalize():f}"
        return f"{value}（{self.where}）"


class Facts:
    """What was collected. `same` (kind, what, quantity) → the fact that it is another name of."""

    def __init__(self, same: dict[tuple[str, str, str], tuple[str, str, str]], on: str) -> None:
        self.said: dict[Fact, list[Said]] = defaultdict(list)
        self.surfaces: dict[str, int] = defaultdict(int)
        self._same, self._on = same, on

    def add(self, where: str, key: tuple[str, str, str], place: str, value: object, unit: str = "") -> None:
        """A value as it stands somewhere: a text with a number (with its unit, or else the one of its column), an exact number
        of a command or a cell, nothing. Nothing is not kept, nor is what is of no place of its own (永顺县本级)."""
        said = _read(value, unit)
        if said is None or not place:
            return
        self.surfaces[where] += 1
        kind, what, quantity = self._same.get(key, key)
        self.said[Fact(kind, what, quantity, place, self._on)].append(Said(*said, where))

    def add_words(self, where: str, key: tuple[str, str, str], place: str, words: str) -> None:
        """A text that has to be the same everywhere."""
        if not words.strip("— ") or not place:
            return
        self.surfaces[where] += 1
        kind, what, quantity = self._same.get(key, key)
        self.said[Fact(kind, what, quantity, place, self._on)].append(Said(words.strip(), Decimal(0), where))

    def differing(self) -> dict[Fact, list[str]]:
        """The facts with two values, each pair that differs in words."""
        found = {}
        for fact, said in self.said.items():
            known = list({(one.value, one.step): one for one in said}.values())
            apart = [f"{a} ≠ {b}" for a, b in combinations(known, 2) if not a.agrees(b)]
            if apart:
                found[fact] = apart
        return found

    def surfaces_of(self, kind: str, what: str, quantity: str, place: str) -> set[str]:
        """Where a fact stood."""
        key = self._same.get((kind, what, quantity), (kind, what, quantity))
        return {one.where for one in self.said.get(Fact(*key, place, self._on), [])}


def _read(value: object, unit: str) -> tuple[Decimal, Decimal] | None:
    if value is None or value != value:
        return None
    if not isinstance(value, str):
        return Decimal(repr(value)) * FACTORS.get(unit, Decimal(1)), Decimal(0)
    found = _AMOUNT.search(value)
    if found is None:
        return None
    digits = found[2].replace(",", "")
    factor = FACTORS.get(found[3] or unit, Decimal(1))
    step = Decimal(1).scaleb(-len(digits.partition(".")[2]))
    number = Decimal(digits) * factor
    return (number if found[1] in ("", "+") else -number), step * factor
