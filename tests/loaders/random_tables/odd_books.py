"""Workbooks that hide something: units in number formats of every kind of file, groups above declared names, two columns of one name,
totals in between, periods in the sheet's name alone, merged places, remarks with figures in them."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tests.loaders.random_tables.grid import Block, Figure, Sheet
from tests.loaders.random_tables.tables import COUNT, MONEY, RATE, Column, county_table, draw_columns, draw_figure
from tests.loaders.random_tables.wording import (
    AMOUNTS,
    HOUSEHOLDS,
    KINDS,
    PERSONS,
    PIECES,
    PLACES,
    RATES,
    SUBJECTS,
    TOWNSHIPS,
    Wording,
    draw_wording,
)  # fmt: skip

EPOCH = date(1899, 12, 30)
FILES = ("报送.xls", "报送.ods", "报送.xml", "报送.xlsx")
REMARKS = (
    "注：1.数据截至11月底，共 120 户；2.完成率=完成数/任务数×100%。", "2.表内资金单位为万元，保留两位小数。", "填表人：",
    "说明：凤凰县 11 月另有 3 户正在核实，未计入。", "（1）任务数以州文件为准；", "（2）以上数据由各县市填报，州汇总。",
)  # fmt: skip


def head_of(
    rng: random.Random, period: Wording, subject: str, *, line: str = "", place: str = "title"
) -> tuple[Block, str, str]:
    """(rows above the table, sheet name, file name) with the period in one of them and the subject in the title or the sheet."""
    kind, spoken = rng.choice(KINDS), "湘西州" if rng.random() < 0.5 else ""
    said = period.text if place == "title" else ""
    until = period.text.startswith(("截至", "截止"))
    title = (
        f"{spoken}{subject}{kind}（{said}）"
        if said and (until or rng.random() < 0.25)
        else f"{spoken}{said}{subject}{kind}"
    )
    lines = [f"附件{rng.randint(1, 4)}"] if rng.random() < 0.1 else []
    lines += [title]
    if place == "line":
        lines.append(f"{rng.choice(('时间', '统计时间', '截至时间', '期次'))}：{period.text}")
    lines += [line] if line else []
    block = Block()
    for at, text in enumerate(lines):
        block.put(at, 0, text)
    sheet = period.text if place == "sheet" else rng.choice(("Sheet1", "表1", "汇总"))
    file = f"{period.text}{subject}" if place == "file" else rng.choice(("报送", "进度表", subject, "附件"))
    return block, sheet.replace("/", ""), file


def _formats(rng: random.Random) -> tuple[list[Sheet], str]:
    """Units in the number formats of an xls, ods, XML or xlsx file: %, 0"户", yuan shown in 万元."""
    period, subject = draw_wording(rng), rng.choice(SUBJECTS)
    amounts = [
        replace(_shown_amount(rng, unit), words=(leaf,), leaf=leaf)
        for leaf, unit in zip(rng.sample(AMOUNTS, 2), rng.sample(("万元", "千元", "亿元"), 2), strict=True)
    ]
    amounts[0] = (
        replace(amounts[0], leaf=f"{amounts[0].leaf}（{amounts[0].unit}）") if rng.random() < 0.5 else amounts[0]
    )
    rates = [Column(leaf, RATE, "%", "format", words=(leaf,)) for leaf in rng.sample(RATES, rng.randint(1, 2))]
    rates[0] = replace(rates[0], leaf=f"{rates[0].leaf}（%）") if rng.random() < 0.5 else rates[0]
    counted = [Column(rng.choice(HOUSEHOLDS), COUNT, "户", "shown")] if rng.random() < 0.5 else []
    columns = [*amounts[: rng.randint(1, 2)], *rates, *counted, Column(rng.choice(PIECES), COUNT, "", "")]
    rng.shuffle(columns)
    head, sheet, _ = head_of(rng, period, subject)
    page = Sheet(sheet)
    page.put(head, 0, 0)
    page.put(county_table(rng, columns, period, subject, "full"), head.height, 0)
    return [page], rng.choice(FILES)


def _shown_amount(rng: random.Random, unit: str) -> Column:
    return Column("", MONEY, unit, rng.choice(("shown", "divided")))


def _grouped_declared(rng: random.Random) -> tuple[list[Sheet], str]:
    """A group over a column whose own words are those of a declared item: 搬迁群众 ▸ 总人口 is not the county's."""
    period, subject = draw_wording(rng), rng.choice(SUBJECTS)
    leaf, unit, kind = rng.choice(
        (("总人口", "人", COUNT), ("脱贫户数", "户", COUNT), ("信访件数", "件", COUNT), ("贷款余额", "万元", MONEY))
    )
    group = rng.choice(("易地搬迁群众", "低保对象", "产业基地", "合作社", "创业致富带头人"))
    own = [Column(leaf, kind, unit, "header", group=group), Column("任务数", COUNT, "", "", group=group)]
    others = [Column(rng.choice(AMOUNTS), MONEY, "万元", "header")]
    head, sheet, file = head_of(rng, period, subject)
    page = Sheet(sheet)
    page.put(head, 0, 0)
    page.put(county_table(rng, [*others, *own], period, subject, "full"), head.height, 0)
    return [page], file


def _twins(rng: random.Random) -> tuple[list[Sheet], str]:
    """Two columns of one declared name: asked where they differ, one of them where they say the same."""
    period, is_same = draw_wording(rng), rng.random() < 0.5
    first = Column("农村居民人均可支配收入", COUNT, "元", "header", item="rural_income")
    columns = [first, Column("总人口", COUNT, "万人", "header", item="population")]
    block = county_table(rng, columns, period, "", "full")
    at = block.width
    top = next(row for (row, column), _ in block.cells.items() if block.cells[row, column][0] == first.header)
    source = next(column for (row, column) in block.cells if row == top and block.cells[row, column][0] == first.header)
    for row in range(top, block.height):
        if (row, source) in block.cells:
            value, shown = block.cells[row, source]
            is_figure = isinstance(value, int | float) and not is_same
            block.put(row, at, value + rng.randint(1, 9) if is_figure else value, shown)
    if not is_same:
        more = [
            replace(one, column=at, value=float(block.cells[one.row - 1, at][0]))
            for one in block.figures
            if one.column == source
        ]
        block.figures += [one for one in more if isinstance(block.cells[one.row - 1, at][0], int | float)]
    head, sheet, file = head_of(rng, period, "主要指标")
    page = Sheet(sheet)
    page.put(head, 0, 0)
    page.put(block, head.height, 0)
    return [page], file


def _beside_declared(rng: random.Random) -> tuple[list[Sheet], str]:
    """A declared table and another one beside it, each with its title."""
    period, subject = draw_wording(rng), rng.choice(SUBJECTS)
    declared = [
        Column("农村居民人均可支配收入", COUNT, "元", "header", item="rural_income"),
        Column("地区生产总值", MONEY, "万元", "header", item="gdp"),
    ]
    pairs = [(declared, "主要指标", ""), ([one for one in draw_columns(rng) if one.written != "row"], subject, subject)]
    rng.shuffle(pairs)
    page, left = Sheet("Sheet1"), 0
    for columns, title, words in pairs:
        block = county_table(rng, columns or [Column("任务数", COUNT, "", "")], period, words, "full")
        head = Block()
        head.put(0, 0, f"{period.text}{title}情况")
        if rng.random() < 0.5:
            head.merges.append((0, 0, 0, block.width - 1))
        page.put(head, 0, left)
        page.put(block, 1, left)
        left += block.width + rng.randint(1, 2)
    return [page], "报送"


def _mixed_units(rng: random.Random) -> tuple[list[Sheet], str]:
    """One line of units above columns of money, households and rates."""
    period, subject = draw_wording(rng), rng.choice(SUBJECTS)
    line = rng.choice(("单位：万元、户、%", "单位：万元，户", "（单位：户、万元）", "单位：万元、人、%"))
    columns = [
        Column(rng.choice(AMOUNTS), MONEY, "万元", "sheet"), Column(rng.choice(HOUSEHOLDS), COUNT, "", ""),
        Column(rng.choice(PERSONS[:3]), COUNT, "", ""), Column(rng.choice(RATES), RATE, "%", rng.choice(("plain", "format", "cell"))),
        Column(rng.choice(PIECES), COUNT, "", ""),
    ]  # fmt: skip
    columns = list({one.leaf: one for one in columns}.values())
    rng.shuffle(columns)
    head, sheet, file = head_of(rng, period, subject, line=line)
    page = Sheet(sheet)
    page.put(head, 0, 0)
    page.put(county_table(rng, columns, period, subject, "full"), head.height, 0)
    return [page], file


def _sheet_period(rng: random.Random) -> tuple[list[Sheet], str]:
    """The period in the name of each sheet alone, the year there or in the file's name."""
    subject, year = rng.choice(SUBJECTS), rng.choice(("2019", "2020", "2021"))
    says_year = rng.random() < 0.7
    spoken = (
        Wording("1—11月", (f"{year}-11",), True), Wording("截至11月底", (f"{year}-11",)), Wording("第三季度", ()), Wording("上半年", ()),
        Wording("11月", (f"{year}-11",)), Wording("9月份", (f"{year}-09",)), Wording("1-9月", (f"{year}-09",), True),
    )  # fmt: skip
    if rng.random() < 0.5:
        spoken = tuple(one for one in spoken if one.periods)
    columns, sheets = draw_columns(rng), []
    for one in rng.sample(spoken, rng.randint(1, 3)):
        said = f"{year}年{one.text}" if not one.text.startswith("截至") else f"截至{year}年11月底"
        head, page = Block(), Sheet(said if says_year else one.text)
        head.put(0, 0, f"湘西州{subject}{rng.choice(KINDS)}")
        page.put(head, 0, 0)
        page.put(county_table(rng, columns, one, subject, "full"), 1, 0)
        sheets.append(page)
    return sheets, "报送" if says_year else f"{year}年{subject}"


def _totals_between(rng: random.Random) -> tuple[list[Sheet], str]:
    """Sub-totals between the counties, numbers of rows and figures as text, remarks with figures below."""
    period, subject = draw_wording(rng), rng.choice(SUBJECTS)
    columns = [one for one in draw_columns(rng) if one.written not in ("row", "mixed")] or [
        Column("任务数", COUNT, "", "")
    ]
    block, places, row = Block(), rng.sample(sorted(PLACES), len(PLACES)), 1
    for at, text in enumerate(("序号", rng.choice(("县市", "县别", "填报单位")), *(one.header for one in columns))):
        block.put(0, at, text)
    for number, code in enumerate(places, 1):
        block.put(row, 0, rng.choice((str(number), f"{number}.", number)))
        block.put(row, 1, PLACES[code])
        for at, column in enumerate(columns, 2):
            value, cell, shown = draw_figure(rng, column)
            value, cell = (float(number), number) if column.kind == "rank" else (value, cell)
            is_text = isinstance(cell, int | float) and not shown and column.kind != RATE and rng.random() < 0.1
            block.put(row, at, str(cell) if is_text else cell, shown)
            block.figures.append(
                Figure("", row + 1, at, code, period.periods, value, column.base, (subject, column.leaf),
                       is_needed=column.kind != "rank")
            )  # fmt: skip
        row += 1
        if number in (3, 6):
            block.put(row, rng.choice((0, 1)), rng.choice(("小计", "小  计", "武陵山片区小计", "合计")))
            for at, column in enumerate(columns, 2):
                if column.kind in (COUNT, MONEY) and column.written != "cell":
                    block.put(row, at, rng.randint(100, 90_000))
            row += 1
    row += rng.randint(0, 2)
    for text in rng.sample(REMARKS, rng.randint(1, 3)):
        block.put(row, 0, text)
        row += 1
    head, sheet, file = head_of(rng, period, subject)
    page = Sheet(sheet)
    page.put(head, 0, 0)
    page.put(block, head.height, 0)
    return [page], file


def _township_totals(rng: random.Random) -> tuple[list[Sheet], str]:
    """Counties merged over their townships, a sub-total behind each."""
    period, block, row = draw_wording(rng, years=False), Block(), 1
    pairs = (("应参保人数", "已参保人数", "insured"), ("应排查户数", "已排查户数", "screening"))
    chosen = pairs[: rng.randint(1, 2)]
    names = rng.choice((("县市", "乡镇"), ("县（市、区）", "乡镇（街道）"), ("县", "乡镇名称")))
    for at, text in enumerate((*names, *(word for due, done, _ in chosen for word in (due, done)))):
        block.put(0, at, text)
    is_merged = rng.random() < 0.7
    for county in rng.sample(sorted(PLACES), rng.randint(2, 4)):
        own = [(code, name) for code, name in TOWNSHIPS.items() if code.startswith(county)][: rng.randint(2, 4)]
        has_total = rng.random() < 0.7
        if is_merged:
            block.merges.append((row, 0, row + len(own) - 1 + (has_total and rng.random() < 0.5), 0))
        for number, (code, name) in enumerate(own):
            block.put(row, 0, PLACES[county] if not number or not is_merged else "")
            block.put(row, 1, name)
            for at, (_, _, item) in enumerate(chosen):
                due = rng.randint(10, 3_000)
                for slot, count in enumerate((due, rng.randint(0, due))):
                    block.put(row, 2 + 2 * at + slot, count)
                    block.figures.append(
                        Figure("", row + 1, 2 + 2 * at + slot, code, period.periods, float(count), "", (), item,
                               ("target_count", "done_count")[slot])
                    )  # fmt: skip
            row += 1
        if has_total:
            block.put(row, 1, rng.choice(("小计", "合计")))
            for at in range(2, 2 + 2 * len(chosen)):
                block.put(row, at, rng.randint(100, 9_000))
            row += 1
    page, head = Sheet("Sheet1"), Block()
    head.put(0, 0, f"湘西州{period.text}各乡镇工作进度表")
    page.put(head, 0, 0)
    page.put(block, 1, 0)
    return [page], rng.choice(("报送", "报送.xls"))


def _dated_projects(rng: random.Random) -> tuple[list[Sheet], str]:
    """Projects whose days are dates, days counted by Excel without a format, or texts."""
    year, block = rng.choice(("2019", "2020", "2021")), Block()
    heads = ("项目编号", "项目名称", "县", "资金级次", "计划资金（万元）", "实际开工日期", "实际完工日期")
    for at, text in enumerate(heads):
        block.put(0, at, text)
    for row in range(1, rng.randint(5, 10)):
        code, begun = rng.choice(sorted(PLACES)), date(int(year), rng.randint(1, 6), rng.randint(1, 28))
        for at, text in enumerate((f"XM{row:03d}", f"第{row}号产业路", PLACES[code], "中央")):
            block.put(row, at, text)
        value, cell, _ = draw_figure(rng, Column("计划资金", MONEY, "万元", "header"))
        block.put(row, 4, cell)
        block.figures.append(Figure("", row + 1, 4, code, (year,), value, "元", (), slot="budget_cny"))
        for at, day, slot in (
            (5, begun, "started_on"),
            (6, begun + timedelta(days=rng.randint(5, 150)), "finished_on"),
        ):
            block.put(row, at, *_written_day(rng, day))
            block.figures.append(Figure("", row + 1, at, code, (year,), float(day.toordinal()), "", (), slot=slot))
    page, head = Sheet("Sheet1"), Block()
    head.put(0, 0, f"湘西州{year}年衔接资金项目表")
    page.put(head, 0, 0)
    page.put(block, head.height, 0)
    return [page], rng.choice(FILES).replace("报送", "项目")


def _written_day(rng: random.Random, day: date) -> tuple[Any, str]:
    """A day as a cell and its number format."""
    return rng.choice(
        ((day, "yyyy-mm-dd"), ((day - EPOCH).days, ""), (f"{day:%Y-%m-%d}", ""), (f"{day.year}年{day.month}月{day.day}日", ""),
         (f"{day:%Y.%m.%d}", ""), (f"{day:%Y%m%d}", ""), (str((day - EPOCH).days), ""))
    )  # fmt: skip


Layout = Callable[[random.Random], tuple[list[Sheet], str]]
ODD_KINDS: dict[str, tuple[Layout, int]] = {
    "formats": (_formats, 12), "grouped_declared": (_grouped_declared, 4), "twins": (_twins, 2), "beside_declared": (_beside_declared, 6),
    "mixed_units": (_mixed_units, 8), "sheet_period": (_sheet_period, 6), "totals_between": (_totals_between, 8),
    "township_totals": (_township_totals, 6), "dated_projects": (_dated_projects, 6),
}  # fmt: skip
