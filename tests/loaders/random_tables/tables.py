"""Single tables drawn at random: columns with their units and writings, rows of places, totals, notes."""

import random
from dataclasses import dataclass, replace
from typing import Any

from tests.loaders.random_tables.grid import Block, Figure
from tests.loaders.random_tables.wording import (
    AMOUNTS,
    CODE_HEADERS,
    COUNTS,
    GROUPS,
    HOUSEHOLDS,
    NOTES,
    PERSONS,
    PIECES,
    PLACE_HEADERS,
    PLACES,
    RATES,
    TOTALS,
    Wording,
)  # fmt: skip

FACTORS = {"元": 1, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000, "万人": 10_000, "万户": 10_000}
BASES = {"万人": "人", "万户": "户", "千元": "元", "万元": "元", "亿元": "元"}
DIVIDED = {"万元": '0\\.0,"万元"', "千元": '#,##0.0,"千元"', "亿元": '0\\.00,,"亿元"'}
"""Formats that show yuan in a larger unit."""
MONEY, COUNT, RATE, RANK = "money", "count", "rate", "rank"


@dataclass(frozen=True)
class Column:
    """A column of figures. `written` says where the unit stands: header, slash, row, sheet, cell, mixed, format, '' (nowhere); `shown` and
    `divided` are number formats with the unit behind the figure as it is and divided."""

    leaf: str
    kind: str
    unit: str
    written: str
    group: str = ""
    item: str = ""
    period: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """The words over the column."""
        match self.written:
            case "header":
                return f"{self.leaf}（{self.unit}）"
            case "slash":
                return f"{self.leaf}/{self.unit}"
            case _:
                return self.leaf

    @property
    def base(self) -> str:
        """The unit of the truth."""
        return "%" if self.kind == RATE else BASES.get(self.unit, self.unit) if self.written else ""


def draw_columns(rng: random.Random, *, sheet_unit: str = "") -> list[Column]:
    """Two to six columns of different names."""
    columns = [_draw_column(rng, sheet_unit) for _ in range(rng.randint(2, 6))]
    if rng.random() < 0.2:
        pair = rng.choice(("监测对象", "脱贫人口", "搬迁群众"))
        columns += [Column(pair, COUNT, unit, "header") for unit in ("户", "人")]
    named = {(one.leaf, one.unit if one.written in ("header", "slash") else ""): one for one in columns}
    leaves = [one.leaf for one in named.values()]
    kept = [one for one in named.values() if leaves.count(one.leaf) == 1 or one.written == "header"]
    if rng.random() < 0.15:
        kept.append(Column("排名", RANK, "", ""))
    return kept or [Column("任务数", COUNT, "", "")]


def _draw_column(rng: random.Random, sheet_unit: str) -> Column:
    drawn = rng.random()
    if drawn < 0.3:
        unit = sheet_unit or rng.choice(("元", "万元", "万元", "亿元"))
        written = rng.choice(("header", "header", "slash", "cell", "mixed", "row"))
        return Column(rng.choice(AMOUNTS), MONEY, unit, "sheet" if sheet_unit else written)
    if drawn < 0.5:
        return Column(
            rng.choice(RATES), RATE, "%", rng.choice(("header", "header", "cell", "format", "fraction", "plain"))
        )
    if drawn < 0.7:
        return Column(rng.choice(PIECES if sheet_unit else COUNTS), COUNT, "", "")
    names, units = rng.choice(((HOUSEHOLDS, ("户", "户", "万户")), (PERSONS, ("人", "人", "万人"))))
    return Column(rng.choice(names), COUNT, rng.choice(units), rng.choice(("header", "header", "slash", "row", "cell")))


def draw_figure(rng: random.Random, column: Column) -> tuple[float, Any, str]:
    """(value in the base unit, the cell, its number format)."""
    if column.kind == RATE:
        return _draw_rate(rng, column.written)
    if column.written == "divided":
        yuan = rng.randint(5, 999_999) * 100
        return float(yuan), yuan, DIVIDED[column.unit]
    if column.kind == MONEY:
        yuan = rng.randint(5, 999_999) * 100
        unit = rng.choice(("元", "万元", "亿元")) if column.written == "mixed" else column.unit
        shown = round(yuan / FACTORS[unit], 8)
        shown = int(shown) if float(shown).is_integer() else shown
        as_format = f'0.00########"{unit}"' if column.written == "shown" else ""
        return float(yuan), f"{shown}{unit}" if column.written in ("cell", "mixed") else shown, as_format
    count = rng.randint(1, 30_000)
    shown = count / FACTORS.get(column.unit, 1) if column.unit in FACTORS else count
    if column.written == "cell":
        return float(count), f"{shown}{column.unit}", ""
    if column.written == "shown":
        return float(count), shown, f'0"{column.unit}"'
    is_grouped = isinstance(shown, int) and rng.random() < 0.05
    return float(count), f"{shown:,}" if is_grouped else shown, ""


def _draw_rate(rng: random.Random, written: str) -> tuple[float, Any, str]:
    parts = rng.randint(2_000, 25_000 if written == "format" else 10_000)
    share, percent = parts / 10_000, parts / 100
    match written:
        case "cell":
            return share, f"{percent}%", ""
        case "format":
            return share, share, rng.choice(("0.00%", "0%", "0.0%"))
        case "fraction":
            return share, share, ""
        case _:
            return share, percent, ""


def county_table(rng: random.Random, columns: list[Column], period: Wording, subject: str, place_style: str) -> Block:
    """A row a county, one or two header rows, with what stands around the figures."""
    block, places = Block(), rng.sample(sorted(PLACES), rng.randint(4, len(PLACES)))
    lead = _lead_headers(rng, place_style)
    first = _write_headers(rng, block, lead, columns)
    at = first
    total = rng.choice(("top", "bottom", "")) if rng.random() < 0.6 else ""
    if total == "top":
        at = _write_total(rng, block, at, lead, columns)
    for drawn, code in enumerate(places, 1):
        if drawn == 4 and rng.random() < 0.06:
            at += 1
        if drawn == 5 and first == 1 and rng.random() < 0.04:
            for column in range(block.width):
                if (0, column) in block.cells:
                    block.put(at, column, block.cells[0, column][0])
            at += 1
        _write_lead(block, at, lead, code, drawn, place_style)
        _write_figures(rng, block, at, len(lead), columns, code, period, subject)
        at += 1
    if total == "bottom":
        at = _write_total(rng, block, at, lead, columns)
    return block


def _lead_headers(rng: random.Random, place_style: str) -> list[str]:
    lead = ["序号"] if rng.random() < 0.3 else []
    if place_style in ("code", "both"):
        lead.append(rng.choice(CODE_HEADERS))
    return lead if place_style == "code" else [*lead, rng.choice(PLACE_HEADERS)]


def _write_headers(rng: random.Random, block: Block, lead: list[str], columns: list[Column]) -> int:
    """Writes one or two header rows, and a row of units; position of the first row below."""
    grouped = any(one.group for one in columns)
    has_units = any(one.written == "row" for one in columns)
    for at, text in enumerate(lead):
        block.put(0, at, text)
        if grouped:
            block.merges.append((0, at, 1, at))
    start, is_merged = len(lead), rng.random() < 0.8
    for at, column in enumerate(columns, start):
        is_first = at == start or columns[at - start - 1].group != column.group
        if column.group and is_first:
            many = sum(one.group == column.group for one in columns)
            block.put(0, at, column.group)
            if is_merged and many > 1:
                block.merges.append((0, at, 0, at + many - 1))
        elif grouped and not column.group:
            block.put(0, at, column.header)
            block.merges.append((0, at, 1, at))
        block.put(1 if column.group else 0, at, column.header)
        if has_units and column.written == "row":
            block.put(2 if grouped else 1, at, f"（{column.unit}）" if rng.random() < 0.5 else column.unit)
    return 1 + grouped + has_units


def _write_lead(block: Block, at: int, lead: list[str], code: str, number: int, place_style: str) -> None:
    for column, text in enumerate(lead):
        name = PLACES[code][:-1] if place_style == "short" else PLACES[code]
        block.put(at, column, number if text == "序号" else code if text in CODE_HEADERS else name)


def _write_figures(
    rng: random.Random,
    block: Block,
    at: int,
    left: int,
    columns: list[Column],
    code: str,
    period: Wording,
    subject: str,
) -> None:
    for place, column in enumerate(columns, left):
        if rng.random() < 0.02:
            block.put(at, place, rng.choice(("", "/", "—", "-")))
            continue
        value, cell, shown = draw_figure(rng, column)
        if column.kind == RANK:
            value, cell = float(at), at
        block.put(at, place, cell, shown)
        words = (subject, *(column.words or (column.group, column.leaf)))
        block.figures.append(
            Figure("", at + 1, place, code, column.period or period.periods, value, column.base, words, column.item,
                   is_needed=column.kind != RANK)
        )  # fmt: skip


def _write_total(rng: random.Random, block: Block, at: int, lead: list[str], columns: list[Column]) -> int:
    label = rng.choice(TOTALS)
    block.put(at, lead.index("序号") if "序号" in lead and rng.random() < 0.5 else len(lead) - 1, label)
    for place, column in enumerate(columns, len(lead)):
        if column.kind in (COUNT, MONEY) and column.written not in ("cell", "mixed"):
            block.put(at, place, rng.randint(1_000, 900_000))
        elif column.kind == RATE and rng.random() < 0.5:
            value = draw_figure(rng, column)
            block.put(at, place, *value[1:])
    return at + 1


def add_groups(rng: random.Random, columns: list[Column]) -> list[Column]:
    """The first columns under each of several groups, and sometimes one without a group in front."""
    under = [one for one in columns if one.kind != RANK][:3]
    grouped = [replace(one, group=group) for group in rng.choice(GROUPS) for one in under]
    in_front = [Column("村数", COUNT, "个", "header")] if rng.random() < 0.3 else []
    return [*in_front, *grouped]


def period_columns(rng: random.Random) -> tuple[list[Column], Wording]:
    """(columns that are months or years of one figure or two, the wording of the title)."""
    drawn = [_draw_column(rng, "") for _ in range(rng.randint(1, 2))]
    kinds = {
        one.leaf: replace(one, written="header" if one.written in ("row", "sheet", "slash") else one.written)
        for one in drawn
    }
    year = rng.choice((2019, 2020, 2021))
    if rng.random() < 0.5:
        months = sorted(rng.sample(range(1, 12), rng.randint(2, 4)))
        spoken = [(f"{month}月", f"{year}-{month:02d}") for month in months]
        title = Wording(f"{year}年", ())
    else:
        spoken = [(f"{one}年", str(one)) for one in range(year - rng.randint(1, 3), year + 1)]
        title = Wording("", ())
    style = rng.choice(("group", "under", "prefix"))
    dated = [_dated(kind, *one, style) for one in spoken for kind in kinds.values()]
    return sorted(dated, key=lambda one: one.group) if style == "under" else dated, title


def _dated(kind: Column, text: str, period: str, style: str) -> Column:
    """A column of one period: below it, above it, or with it in front of its name."""
    one = replace(kind, period=(period,), words=(kind.leaf,))
    if style == "group":
        return replace(one, group=text)
    if style == "under":
        return replace(one, leaf=text, group=kind.header, written="held" if kind.written == "header" else kind.written)
    return replace(one, leaf=f"{text}{kind.leaf}")


def add_notes(rng: random.Random, block: Block) -> None:
    """Notes below the table, sometimes behind an empty row."""
    at = block.height + rng.randint(0, 1)
    for text in rng.sample(NOTES, rng.randint(1, 2)):
        block.put(at, 0, text)
        at += 1
