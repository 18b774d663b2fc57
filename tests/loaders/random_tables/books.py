"""Whole workbooks drawn at random from a seed: what a clerk would send, and the figures that stand in it."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.loaders.random_tables.clerk_books import CLERK_KINDS
from tests.loaders.random_tables.grid import Block, Figure, Sheet, write_book
from tests.loaders.random_tables.odd_books import ODD_KINDS, head_of
from tests.loaders.random_tables.tables import (
    COUNT,
    MONEY,
    Column,
    add_groups,
    add_notes,
    county_table,
    draw_columns,
    draw_figure,
    period_columns,
)  # fmt: skip
from tests.loaders.random_tables.wording import (
    KINDS,
    PLACE_HEADERS,
    PLACES,
    SUBJECTS,
    TOWNSHIPS,
    Wording,
    draw_wording,
)  # fmt: skip

DECLARED = (
    Column("农村居民人均可支配收入", COUNT, "元", "header", item="rural_income"),
    Column("城镇居民人均可支配收入", COUNT, "元", "header", item="urban_income"),
    Column("总人口", COUNT, "万人", "header", item="population"),
    Column("地区生产总值", MONEY, "万元", "header", item="gdp"),
    Column("地区生产总值", MONEY, "亿元", "header", item="gdp"),
    Column("信访件数", COUNT, "件", "header", item="petitions"),
    Column("脱贫户数", COUNT, "户", "header", item="lifted_households"),
    Column("脱贫人口人均纯收入", COUNT, "元", "header", item="lifted_income"),
)
PAIRS = (
    ("应参保人数", "已参保人数", "insured"), ("住房隐患户数", "住房已整改户数", "safe_housing"), ("应排查户数", "已排查户数", "screening"),
    ("有贷款意愿户数", "已贷款户数", "credit_wanted"), ("务工目标人数", "务工就业人数", "workers"),
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """One workbook: what kind it is of, its file and its truth."""

    seed: int
    kind: str
    path: Path
    figures: tuple[Figure, ...]


def draw_book(seed: int, folder: Path) -> Drawn:
    """The workbook of a seed, written into a folder."""
    rng = random.Random(seed)
    kinds = {**_KINDS, **ODD_KINDS, **CLERK_KINDS}
    kind = rng.choices([*kinds], [weight for _, weight in kinds.values()])[0]
    sheets, name = kinds[kind][0](rng)
    path = write_book(folder / (name if "." in name else f"{name}.xlsx"), sheets)
    return Drawn(seed, kind, path, tuple(figure for sheet in sheets for figure in sheet.figures))


def _place_style(rng: random.Random) -> str:
    return rng.choices(("full", "short", "code", "both"), (80, 4, 6, 10))[0]


def _single(rng: random.Random) -> tuple[list[Sheet], str]:
    """One table with a title."""
    period, subject = draw_wording(rng), rng.choice(SUBJECTS)
    columns = draw_columns(rng, sheet_unit=rng.choice(("万元", "元", "亿元")) if rng.random() < 0.2 else "")
    units = {one.unit for one in columns if one.written == "sheet"}
    if rng.random() < 0.25:
        columns = add_groups(rng, columns)
    line = rng.choice(("单位：", "计量单位：", "金额单位：")) + units.pop() if units else ""
    place = rng.choice(("title", "title", "title", "line", "sheet", "file"))
    head, sheet, file = head_of(rng, period, subject, line=line, place=place)
    if rng.random() < 0.5:
        _spread_title(head, 4)
    page = Sheet(sheet)
    page.put(head, 0, 0)
    block = county_table(rng, columns, period, subject, _place_style(rng))
    if rng.random() < 0.3:
        add_notes(rng, block)
    page.put(block, head.height + rng.choice((0, 0, 0, 1)), 0)
    return [page], file


def _spread_title(head: Block, width: int) -> None:
    head.merges += [(row, 0, row, width) for row, _ in head.cells]


def _untitled(rng: random.Random) -> tuple[list[Sheet], str]:
    """A table alone, its subject and period in the names of sheet and file."""
    period, subject = draw_wording(rng), rng.choice(SUBJECTS)
    page = Sheet(subject)
    page.put(county_table(rng, draw_columns(rng), period, subject, _place_style(rng)), 0, 0)
    return [page], f"{period.text}{rng.choice(('报送表', '进度', subject))}"


def _stacked(rng: random.Random) -> tuple[list[Sheet], str]:
    """Two or three tables below each other, each with its title."""
    period, page, top = draw_wording(rng), Sheet("Sheet1"), 0
    for subject in rng.sample(SUBJECTS, rng.randint(2, 3)):
        head, _, file = head_of(rng, period, subject)
        page.put(head, top, 0)
        block = county_table(rng, draw_columns(rng), period, subject, "full")
        page.put(block, top + head.height, 0)
        top += head.height + block.height + rng.randint(0, 2)
    return [page], file


def _beside(rng: random.Random) -> tuple[list[Sheet], str]:
    """Two tables beside each other, each with its title above it, an empty column between."""
    period, page, left = draw_wording(rng), Sheet("Sheet1"), 0
    for subject in rng.sample(SUBJECTS, 2):
        block = county_table(rng, draw_columns(rng), period, subject, "full")
        title = Block()
        title.put(0, 0, f"{period.text}{subject}{rng.choice(KINDS)}")
        if rng.random() < 0.7:
            title.merges.append((0, 0, 0, block.width - 1))
        page.put(title, 0, left)
        page.put(block, 1, left)
        left += block.width + rng.randint(1, 2)
    return [page], "报送"


def _several(rng: random.Random) -> tuple[list[Sheet], str]:
    """Two or three sheets, each with a table of its own."""
    period, sheets = draw_wording(rng), []
    for subject in rng.sample(SUBJECTS, rng.randint(2, 3)):
        head, _, _ = head_of(rng, period, subject)
        page = Sheet(subject)
        page.put(head, 0, 0)
        page.put(county_table(rng, draw_columns(rng), period, subject, "full"), head.height, 0)
        sheets.append(page)
    return sheets, "报送"


def _transposed(rng: random.Random) -> tuple[list[Sheet], str]:
    """Places across the top, figures down the side."""
    period, subject = draw_wording(rng), rng.choice(SUBJECTS)
    columns = [one for one in draw_columns(rng) if one.written != "row"] or [Column("任务数", COUNT, "", "")]
    head, sheet, file = head_of(rng, period, subject)
    page = Sheet(sheet)
    page.put(head, 0, 0)
    block = _plain_table(rng, columns, period, subject)
    page.put(block.turned(), head.height, 0)
    return [page], file


def _plain_table(rng: random.Random, columns: list[Column], period: Wording, subject: str) -> Block:
    """Places and figures and nothing around them."""
    block = Block()
    block.put(0, 0, rng.choice(("指标", "项目", "县市", "")))
    for at, column in enumerate(columns, 1):
        block.put(0, at, column.header)
    for row, code in enumerate(rng.sample(sorted(PLACES), rng.randint(3, len(PLACES))), 1):
        block.put(row, 0, PLACES[code])
        for at, column in enumerate(columns, 1):
            value, cell, shown = draw_figure(rng, column)
            value, cell = (float(row), row) if column.kind == "rank" else (value, cell)
            block.put(row, at, cell, shown)
            words = (subject, column.leaf)
            block.figures.append(
                Figure(
                    "", row + 1, at, code, period.periods, value, column.base, words, is_needed=column.kind != "rank"
                )
            )
    return block


def _periods_across(rng: random.Random) -> tuple[list[Sheet], str]:
    """Months or years as columns."""
    subject = rng.choice(SUBJECTS)
    columns, title = period_columns(rng)
    head, sheet, file = head_of(rng, title, subject)
    page = Sheet(sheet)
    page.put(head, 0, 0)
    page.put(county_table(rng, columns, title, subject, "full"), head.height, 0)
    return [page], file


def _periods_down(rng: random.Random) -> tuple[list[Sheet], str]:
    """A column of months or years."""
    subject, columns = (
        rng.choice(SUBJECTS),
        [one for one in draw_columns(rng) if one.written != "row" and one.kind != "rank"],
    )
    columns = columns or [Column("任务数", COUNT, "", "")]
    year, block = rng.choice((2019, 2020, 2021)), Block()
    style = rng.choice(("{y}-{m:02d}", "{y}年{m}月", "{m}月", "{y}.{m:02d}", "year"))
    for at, text in enumerate((rng.choice(PLACE_HEADERS), "年份" if style == "year" else rng.choice(("期次", "月份", "时间")),
                               *(one.header for one in columns))):  # fmt: skip
        block.put(0, at, text)
    row, is_merged = 0, rng.random() < 0.4
    for code in rng.sample(sorted(PLACES), 4):
        steps = range(1, rng.randint(3, 4))
        if is_merged and len(steps) > 1:
            block.merges.append((row + 1, 0, row + len(steps), 0))
        for step in steps:
            row += 1
            period = str(year - step) if style == "year" else f"{year}-{step + 3:02d}"
            block.put(row, 0, PLACES[code] if step == 1 or not is_merged else "")
            block.put(row, 1, year - step if style == "year" else style.format(y=year, m=step + 3))
            for at, column in enumerate(columns, 2):
                value, cell, shown = draw_figure(rng, column)
                block.put(row, at, cell, shown)
                words = (subject, column.leaf)
                block.figures.append(Figure("", row + 1, at, code, (period,), value, column.base, words))
    head, sheet, file = head_of(rng, Wording(f"{year}年" if style == "{m}月" else "", ()), subject)
    page = Sheet(sheet)
    page.put(head, 0, 0)
    page.put(block, head.height, 0)
    return [page], file


def _declared(rng: random.Random) -> tuple[list[Sheet], str]:
    """Declared items of 指标数值表."""
    period = draw_wording(rng)
    named = {one.item: one for one in rng.sample(DECLARED, rng.randint(2, 4))}
    columns = [
        replace(one, written=rng.choice(("header", "slash")) if one.unit != "万人" else "header")
        for one in named.values()
    ]
    head, sheet, file = head_of(
        rng, period, rng.choice(("主要指标", "经济社会指标", "基本情况")), place=rng.choice(("title", "line", "sheet"))
    )
    page = Sheet(sheet)
    page.put(head, 0, 0)
    page.put(county_table(rng, columns, period, "", _place_style(rng)), head.height, 0)
    return [page], file


def _townships(rng: random.Random) -> tuple[list[Sheet], str]:
    """Pairs of what is due and done by township."""
    period, county, block = draw_wording(rng, years=False), rng.choice(sorted(PLACES)), Block()
    pairs = rng.sample(PAIRS, rng.randint(1, 3))
    for at, text in enumerate((rng.choice(("乡镇", "乡镇名称", "乡（镇）", "镇街", "乡镇（街道）", "单位")),
                               *(word for due, done, _ in pairs for word in (due, done)))):  # fmt: skip
        block.put(0, at, text)
    for row, (code, name) in enumerate(((c, n) for c, n in TOWNSHIPS.items() if c.startswith(county)), 1):
        block.put(row, 0, name)
        for at, (_, _, item) in enumerate(pairs):
            due = rng.randint(10, 3_000)
            for slot, count in enumerate((due, rng.randint(0, due))):
                block.put(row, 1 + 2 * at + slot, count)
                block.figures.append(
                    Figure("", row + 1, 1 + 2 * at + slot, code, period.periods, float(count), "", (), item,
                           ("target_count", "done_count")[slot])
                )  # fmt: skip
    page, head = Sheet("Sheet1"), Block()
    head.put(0, 0, f"{PLACES[county]}{period.text}{rng.choice(('各乡镇', ''))}工作进度表")
    page.put(head, 0, 0)
    page.put(block, 1, 0)
    return [page], "报送"


def _projects(rng: random.Random) -> tuple[list[Sheet], str]:
    """Projects with amounts in the unit of header, line or cell."""
    year, unit = rng.choice(("2019", "2020", "2021")), rng.choice(("元", "万元", "亿元"))
    written, block = rng.choice(("header", "sheet", "cell")), Block()
    amounts = [Column(leaf, MONEY, unit, written) for leaf in ("计划资金", "调整后预算")]
    heads = ("序号", "项目编号", "项目名称", rng.choice(("县", "县市区", "县别", "区域")), "资金级次")
    for at, text in enumerate((*heads, *(one.header for one in amounts), "受益户数")):
        block.put(0, at, text)
    slots = ("budget_cny", "adjusted_budget_cny", "benefit_households")
    for row in range(1, rng.randint(5, 10)):
        code = rng.choice(sorted(PLACES))
        for at, text in enumerate(
            (row, f"XM{row:03d}", f"第{row}号产业路", PLACES[code], rng.choice(("中央", "省级资金", "县级")))
        ):
            block.put(row, at, text)
        for at, slot in enumerate(slots):
            column = amounts[at] if at < 2 else Column("受益户数", COUNT, "", "")
            value, cell, shown = draw_figure(rng, column)
            block.put(row, 5 + at, cell, shown)
            block.figures.append(Figure("", row + 1, 5 + at, code, (year,), value, column.base, (), slot=slot))
    page, head = Sheet("Sheet1"), Block()
    head.put(0, 0, f"湘西州{year}年{rng.choice(('度', ''))}衔接资金项目表")
    if written == "sheet":
        head.put(1, 0, f"单位：{unit}")
    page.put(head, 0, 0)
    page.put(block, head.height, 0)
    return [page], "项目"


Layout = Callable[[random.Random], tuple[list[Sheet], str]]
_KINDS: dict[str, tuple[Layout, int]] = {
    "single": (_single, 40), "untitled": (_untitled, 6), "stacked": (_stacked, 8), "beside": (_beside, 6), "several": (_several, 6),
    "transposed": (_transposed, 8), "periods_across": (_periods_across, 8), "periods_down": (_periods_down, 6),
    "declared": (_declared, 8), "townships": (_townships, 6), "projects": (_projects, 6),
}  # fmt: skip
