"""Which declared table a sheet holds, by its headers; several that fit equally are named, never chosen from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import UserError
from loaders.files import RawSheet
from loaders.recognise.confirmed import propose_mapping, read_kept
from loaders.recognise.header import Header, normalise_header
from loaders.recognise.mapping import (
    COLUMN,
    IGNORED,
    ITEM,
    OPEN,
    PERIOD,
    PLACE,
    UNKNOWN,
    SheetMapping,
    Target,
    map_columns,
)
from store import Table, read_tables

TITLE_BONUS = 3.0
"""A table's title above the headers, in the sheet's or the file's name counts as much as this many known headers."""
UNKNOWN_COST = 0.25
KEPT_BONUS = 100.0
"""A mapping the clerk confirmed for this shape goes before everything else."""


class NoTable(UserError):
    """No declared table, or no single one, fits a sheet; `nearest` are the matches that come closest, best first."""

    def __init__(
        self, rule: str, nearest: Sequence["Match"], *, file: str, field: str, came: str = "", todo: str
    ) -> None:
        super().__init__(rule, file=file, field=field, came=came, todo=todo)
        self.nearest = tuple(nearest)


@dataclass(frozen=True)
class Match:
    """A declared table, how the sheet's columns go into it, and how well they fit (more is better)."""

    table: Table
    mapping: SheetMapping
    score: float
    given: Mapping[str, Target]

    @property
    def fits(self) -> bool:
        """Whether every required column is there."""
        return not self.mapping.missing


def choose_table(
    header: Header,
    sheet: RawSheet,
    *,
    file: str = "",
    tables: Iterable[Table] | None = None,
    folder: Path | None = None,
    has_place: bool = False,
) -> Match:
    """The best fitting table. `folder` (data folder) brings confirmed mappings, `has_place` says a place was given.

    Raises UserError naming the nearest tables and what they lack when none fits, and the choices when several do.
    """
    matches = [
        match_table(table, header, sheet, file=file, folder=folder, has_place=has_place)
        for table in (read_tables().values() if tables is None else tables)
    ]
    fitting = sorted((match for match in matches if _is_candidate(match)), key=_closeness, reverse=True)
    if not fitting:
        raise _no_table(matches, sheet, file)
    best = [match for match in fitting if _closeness(match) == _closeness(fitting[0])]
    if len(best) > 1:
        names = "、".join(f"{match.table.name}（{match.table.title}）" for match in best)
        raise NoTable(
            "这张表同样像几种表", best, file=file, field=sheet.name, came=names, todo="请用 --table 指定其中一种"
        )
    return best[0]


def _closeness(match: Match) -> tuple[float, int]:
    """Of two tables that fit equally, the sheet is the one that cannot do without the columns it has."""
    found = {one.target.name for one in match.mapping.of(COLUMN)}
    return match.score, sum(column.required and column.name in found for column in match.table.columns)


def match_table(
    table: Table,
    header: Header,
    sheet: RawSheet,
    *,
    file: str = "",
    given: Mapping[str, Target] | None = None,
    folder: Path | None = None,
    has_place: bool = False,
) -> Match:
    """How well a sheet fits one table; `given` targets go before those the clerk confirmed earlier."""
    kept = read_kept(folder, table, header) if folder else {}
    together = {**kept, **(given or {})}
    mapping = map_columns(table, header, sheet, together)
    score = _score(mapping, header, sheet, file, has_place) + (KEPT_BONUS if kept else 0)
    return Match(table, mapping, score, together)


def _score(mapping: SheetMapping, header: Header, sheet: RawSheet, file: str, has_place: bool) -> float:
    own = len(mapping.of(COLUMN)) + len(mapping.of(ITEM))
    shared = 0.1 * (len(mapping.of(PLACE)) + len(mapping.of(PERIOD)) + len(mapping.of(IGNORED)))
    unused = UNKNOWN_COST * len(mapping.of(UNKNOWN))
    table = mapping.table
    placeless = 1.0 if table.place_required and not (mapping.of(PLACE) or has_place) else 0.0
    texts = normalise_header("|".join((*header.title_texts, sheet.name, file)))
    titled = TITLE_BONUS if normalise_header(table.title).strip("()") in texts else 0.0
    return own + shared + titled - unused - placeless


def _is_candidate(match: Match) -> bool:
    mapping = match.mapping
    if not match.fits:
        return False
    if not match.table.is_melted:
        return _says_enough(mapping)
    if not (mapping.of(ITEM) or mapping.is_long):
        where = mapping.of(PLACE) or mapping.of(PERIOD) or mapping.of(COLUMN)
        return bool(mapping.of(OPEN) and where)
    return True


def _says_enough(mapping: SheetMapping) -> bool:
    """One column (`姓名`) beside columns nobody knows fits many tables and points to none of them."""
    own = len(mapping.of(COLUMN))
    return own > 1 or (own == 1 and bool(mapping.of(PLACE) or mapping.of(PERIOD) or not mapping.of(UNKNOWN)))


def _no_table(matches: Sequence[Match], sheet: RawSheet, file: str) -> NoTable:
    near = sorted((match for match in matches if match.mapping.of(COLUMN) or match.mapping.of(ITEM)), key=_lack)
    lacks = [f"{match.table.name}（{match.table.title}）还缺 {'、'.join(match.mapping.missing)}" for match in near[:3]]
    todo = f"最接近的是：{'；'.join(lacks)}" if lacks else "请对照模板的表头"
    return NoTable(
        "不像任何一种已声明的表", near[:5], file=file, field=sheet.name,
        todo=f"{todo}。可用 --table 指定表、用 --map 指定列，或在导入页面确认列的对应",
    )  # fmt: skip


def missing_columns(match: Match, sheet: RawSheet, file: str) -> NoTable:
    """The error for a table that was named but whose required columns are not all there, with suggestions."""
    hints = [
        f"“{one.header}”可能是 {one.options[0][1]}（{one.options[0][0]}）"
        for one in propose_mapping(match.mapping)
        if one.options
    ]
    hint = f"；{'、'.join(hints[:3])}" if hints else ""
    return NoTable(
        f"缺少必填列：{'、'.join(match.mapping.missing)}", [match], file=file, field=sheet.name,
        todo=f"请补上该列，或用 --map 列名=目标 指定{hint}",
    )  # fmt: skip


def _lack(match: Match) -> tuple[float, str]:
    return len(match.mapping.missing) - match.score, match.table.name
