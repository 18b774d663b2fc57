"""Which rows of a sheet are totals (合计、小计、总计、其中、平均) and which rows each of them sums."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

SUBTOTAL, TOTAL, GRAND_TOTAL, PART, MEAN = "小计", "合计", "总计", "其中", "平均"
LEVELS = {SUBTOTAL: 1, TOTAL: 2, GRAND_TOTAL: 3}
"""A total of a higher level closes every block of a lower one."""

_HINT = "计|其中|平均|全[省州市县区国旗盟镇乡村]"
_SUM = re.compile(r"(?P<before>[^,，。;；]{0,20}?)(?P<word>小计|合计|总计|共计)(?:[（(:：].*)?")
_PART = re.compile(r"其中[:：、]?|#?其中[:：].+")
_MEAN = re.compile(r"(?:全[省州市县区国旗盟])?平均(?:数|值|水平)?")
_WHOLE = re.compile(r"全[省州市县区国旗盟镇乡村]")
_SPACE = re.compile(r"[\s\u3000]+")
_WORDS = {"小计": SUBTOTAL, "合计": TOTAL, "总计": GRAND_TOTAL, "共计": GRAND_TOTAL}


@dataclass(frozen=True)
class TotalRow:
    """One total row: its position among the rows, what it is, and the other texts that name its group by column."""

    position: int
    mark: str
    labels: Mapping[int, str]

    @property
    def level(self) -> int:
        """1 小计, 2 合计, 3 总计; 0 for 其中 and 平均, which close no block."""
        return LEVELS.get(self.mark, 0)


def read_mark(text: str) -> tuple[str, str] | None:
    """(mark, the rest that names a group) of one cell, or None when the cell is not a total's."""
    text = _SPACE.sub("", text)
    if _PART.fullmatch(text):
        return PART, text.lstrip("#")[2:].lstrip(":：、")
    if _MEAN.fullmatch(text):
        return MEAN, ""
    if _WHOLE.fullmatch(text):
        return TOTAL, ""
    found = _SUM.fullmatch(text)
    return (_WORDS[found["word"]], found["before"]) if found else None


def find_total_rows(labels: Sequence[pa.Array]) -> list[TotalRow]:
    """Total rows of a sheet, in order. `labels` are its leading text columns (string arrays, null where empty)."""
    hits: set[int] = set()
    for column in labels:
        hits.update(pc.indices_nonzero(pc.match_substring_regex(column, _HINT)).to_pylist())
    found = (_total_row(position, labels) for position in sorted(hits))
    return [row for row in found if row is not None]


def _total_row(position: int, labels: Sequence[pa.Array]) -> TotalRow | None:
    texts = {place: column[position].as_py() for place, column in enumerate(labels)}
    texts = {place: text for place, text in texts.items() if text and _SPACE.sub("", text)}
    marks = {place: mark for place, text in texts.items() if (mark := read_mark(text))}
    if not marks:
        return None
    kinds = [mark for mark, _ in marks.values()]
    kind = PART if PART in kinds else max(kinds, key=lambda mark: LEVELS.get(mark, 0))
    rest = {place: before for place, (_, before) in marks.items() if before}
    named = {place: _SPACE.sub("", text) for place, text in texts.items() if place not in marks}
    return TotalRow(position, kind, rest | named)


class Groups:
    """The detail rows each total row sums, found by its labels or by its position."""

    def __init__(self, labels: Sequence[pa.Array], totals: Sequence[TotalRow], details: Sequence[int]) -> None:
        self._totals = [total for total in totals if total.level]
        self._details = list(details)
        chosen = pa.array(self._details, pa.int64())
        self._labels = [_positions_by_text(column.take(chosen), self._details) for column in labels]
        lowest = min((total.level for total in self._totals), default=0)
        first = next((total for total in self._totals if total.level == lowest), None)
        self._heads_blocks = bool(first and self._details and first.position < self._details[0])

    def of(self, total: TotalRow) -> tuple[list[int], str]:
        """(positions of the detail rows, the group in words)."""
        by_label = self._by_label(total)
        if by_label:
            return by_label
        same = [other for other in self._totals if other.level == total.level and not self._by_label(other)]
        if total.level == LEVELS[GRAND_TOTAL] or (total.level == LEVELS[TOTAL] and len(same) == 1):
            return self._details, "全部"
        low, high = self._block(total)
        return [
            position for position in self._details if low < position < high
        ], f"{'以下' if low == total.position else '以上'}"

    def _by_label(self, total: TotalRow) -> tuple[list[int], str] | None:
        chosen: set[int] | None = None
        words = []
        for place, text in total.labels.items():
            found = self._match(place, text)
            if found:
                words.append(found[0])
                chosen = set(found[1]) if chosen is None else chosen & set(found[1])
        return (sorted(chosen), "、".join(words)) if chosen else None

    def _match(self, place: int, text: str) -> tuple[str, list[int]] | None:
        for labels in (self._labels[place], *self._labels):
            if text in labels:
                return text, labels[text]
        for labels in self._labels:
            near = [name for name in labels if text in name] if len(labels) <= MOST_GROUPS else []
            if len(near) == 1 and len(text) > 1:
                return near[0], labels[near[0]]
        return None

    def _block(self, total: TotalRow) -> tuple[int, int]:
        borders = [other.position for other in self._totals if other.level >= total.level]
        if self._heads_blocks:
            return total.position, min((at for at in borders if at > total.position), default=1 << 60)
        return max((at for at in borders if at < total.position), default=-1), total.position


MOST_GROUPS = 200
"""Columns with more different texts than this are no grouping column; a shortened label is not looked for in them."""


def _positions_by_text(column: pa.Array, positions: Sequence[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for position, text in zip(positions, column.to_pylist(), strict=True):
        if text:
            found.setdefault(_SPACE.sub("", text), []).append(position)
    return found
