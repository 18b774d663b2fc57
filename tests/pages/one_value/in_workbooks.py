"""What the Excel files hold, as facts: lists are counted, sums are read by their headings."""

import io
import re
from collections import Counter
from typing import NamedTuple

import openpyxl

from tests.pages.one_value.facts import ARCHIVE, CHECK, LEDGER, MEASURE, PLACE, Facts
from tests.pages.one_value.on_pages import ALL
from tests.pages.one_value.world import AREA, World


class Listed(NamedTuple):
    """One sheet: the lines above the headings, and heading → cell of each row with anything in it."""

    lines: list[str]
    rows: list[dict[str, object]]


def read_book(content: bytes) -> dict[str, Listed]:
    """Every list of a workbook by the name of its sheet; the headings are the first row of three cells and more."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    found = {}
    for sheet in book.worksheets:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        head = next((at for at, row in enumerate(rows) if sum(cell is not None for cell in row) > 2), None)
        if head is None or sheet.title == "说明":
            continue
        titles = [str(cell or "").replace("\n", "") for cell in rows[head]]
        below = [dict(zip(titles, row, strict=False)) for row in rows[head + 1 :] if row[0] is not None]
        lines = [str(cell) for row in rows[:head] for cell in row if cell is not None]
        found[sheet.title] = Listed(lines, below)
    return found


def _one(content: bytes) -> Listed:
    (listed,) = read_book(content).values()
    return listed


def read_short_list(facts: Facts, world: World, content: bytes, place: str, measure: str) -> None:
    """短板清单 of one measure: rows a county, all rows, and how many the line above says there are."""
    where, title = "短板清单.xlsx", world.framework.measures[measure].title
    listed = _one(content)
    said = next(found[1] for line in listed.lines if (found := re.match(r"共 ([\d,]+) 条", line)))
    facts.add(where, (MEASURE, title, "rows_short"), place, said)
    facts.add(where, (MEASURE, title, "rows_short"), place, len(listed.rows))
    if place == AREA:
        counties = Counter(world.code(str(row.get("县") or row.get("地区")), AREA) for row in listed.rows)
        for code, count in counties.items():
            if code:
                facts.add(where, (MEASURE, title, "rows_short"), code, count)


def read_findings(facts: Facts, world: World, content: bytes, place: str) -> None:
    """疑点清单 of a county: rows a rule, rows a township, all rows."""
    where, listed = "疑点清单.xlsx", _one(content)
    said = next(found[1] for line in listed.lines if (found := re.match(r"共 ([\d,]+) 条", line)))
    facts.add(where, (CHECK, ALL, "疑点"), place, said)
    facts.add(where, (CHECK, ALL, "疑点"), place, len(listed.rows))
    for title, count in Counter(str(row["疑点内容"]) for row in listed.rows).items():
        facts.add(where, (CHECK, title, "疑点"), place, count)
    for name, count in Counter(str(row["乡镇"]) for row in listed.rows if row.get("乡镇")).items():
        facts.add(where, (CHECK, ALL, "疑点"), world.code(name, place), count)


def read_ledger(facts: Facts, world: World, content: bytes, place: str) -> None:
    """问题台账: rows, and those closed."""
    rows = read_book(content)["问题台账"].rows
    rows = [row for row in rows if row["编号"]]
    facts.add("问题台账.xlsx", (LEDGER, ALL, "问题"), place, len(rows))
    facts.add("问题台账.xlsx", (LEDGER, ALL, "已销号"), place, sum(row["状态"] == "已销号" for row in rows))


def read_duties(facts: Facts, world: World, content: bytes, place: str) -> None:
    """责任清单: the sums of its first sheet."""
    listed = next(iter(read_book(content).values()))
    for heading, quantity in (("问题（个）", "问题"), ("未销号（个）", "未销号"), ("超时限（个）", "超时限")):
        facts.add("责任清单.xlsx", (LEDGER, ALL, quantity), place, sum(int(str(row[heading])) for row in listed.rows))


def read_late(facts: Facts, world: World, content: bytes, place: str) -> None:
    """约谈清单: what people are late with, and the problems themselves."""
    book = read_book(content)
    people = sum(int(str(row["超时限（个）"])) for row in book["约谈清单"].rows)
    facts.add("约谈清单.xlsx", (LEDGER, ALL, "超时限"), place, people)
    facts.add("约谈清单.xlsx", (LEDGER, ALL, "超时限"), place, len(book["超时限问题"].rows))


def read_lacking(facts: Facts, world: World, content: bytes, place: str) -> None:
    """缺项清单 of the documents: those that are missing and those out of date."""
    states = Counter(str(row["状态"]) for row in _one(content).rows)
    for quantity in ("缺少", "过期"):
        facts.add("缺项清单.xlsx", (ARCHIVE, ALL, quantity), place, states[quantity])


def read_figures(facts: Facts, world: World, content: bytes, place: str) -> None:
    """排名 of any figure: the places with their values; the heading names the figure with its unit."""
    for row in _one(content).rows:
        heading = next(name for name in row if name.endswith("）"))
        title, _, unit = heading.removesuffix("）").rpartition("（")
        code = world.code(str(row.get("县") or row.get("乡镇")), place)
        facts.add("任意数字.xlsx", (PLACE, title, "value"), code, row[heading], unit)
