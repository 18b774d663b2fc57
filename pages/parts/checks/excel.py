"""The Excel list of a place or a rule, made when the button is clicked; filled in, it is imported back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from core import words
from core.places import PlaceIndex
from core.settings import today
from indicators.checks import COUNT, STATES, FindingRequest, findings
from indicators.checks import facts as check_facts
from indicators.checks import words as check_words
from indicators.declared import is_empty
from indicators.households import Named, name_rows
from indicators.listed import numbers, texts
from pages.parts.checks.address import CUTS, ChecksAddress
from pages.parts.common import cache, checked
from pages.parts.common.address import say_place
from pages.parts.common.excel import EXCEL, draw_excel, draw_file, place_columns
from pages.parts.common.saving import offer_file
from reports.finding_list import FILL_IN, MAX_ROWS, RESULT, FindingSheet, write_finding_list
from reports.township_list import TownshipList, write_township_list
from reports.workbook import Column, Sheet
from store import Store, find_table

SHORT_NAMES = {
    "village": "下载本村疑点清单（Excel）",
    "township": "下载本乡镇疑点清单（Excel）",
    "county": "下载本县疑点清单（Excel）",
}
COLUMNS = (
    Column("finding_code", "疑点编号", 14),
    Column("household_code", "户编号", 17),
    Column("head", "户主（脱敏）", 8),
    Column("member", "姓名（脱敏）", 12),
    Column("person", "证件号码（脱敏）", 12),
    Column("title", "疑点内容", 24),
    Column("suspicion", "可疑程度", 9),
    Column("facts", "疑点事实", 28),
    Column("helper", "帮扶责任人（脱敏）", 10),
    Column("state", "疑点状态", 10),
    Column("source", "疑点来源", 18),
)
KEYS = (
    Column("rule_code", "规则编码", 14, is_key=True),
    Column("place_code", "区划代码", 14, is_key=True),
)
"""What the import needs beside the code and the results."""


def draw_download(address: ChecksAddress) -> None:
    """The button; the findings are read and written only on a click."""
    store, places, is_demo = cache.store(), cache.places(), cache.is_demo()
    title = f"{address.area_name()}疑点清单" + (f"：{address.check.title}" if address.check else "")
    lines = _lines(address)

    def build() -> bytes:
        return write_finding_list(make_sheet(address, store, places, title, lines, is_demo))

    label = "下载 Excel 清单" if address.check else SHORT_NAMES.get(address.level, "下载 Excel 清单")
    name = f"{title.replace('：', '_')}_{address.run.period}.xlsx"
    offer_file(label, build, file_name=name, mime=EXCEL, key="download_findings")
    if address.level != "village":

        def build_by_township() -> bytes:
            return write_township_list(part_by_township(make_sheet(address, store, places, title, lines[:1], is_demo)))

        draw_file(build_by_township, f"按乡镇_{name}", key="download_townships", label="按乡镇打印（A4，一乡一表）")


def part_by_township(sheet: FindingSheet) -> TownshipList:
    """The findings for paper, a sheet a township: number, whose, what, why; the result to be written beside it."""
    known = {column.name: column for column in sheet.columns}
    places = [known[name] for name in ("县", "乡镇") if name in known]
    columns = [known[name] for name in ("finding_code", "head", "title", "facts")]
    result, note, person, _ = FILL_IN
    filled = (replace(result, choices=tuple(sheet.results)), note, person)
    return TownshipList(
        sheet.title, sheet.lines[-1:], places, known.get("村"), columns, sheet.rows, sheet.notes, sheet.is_demo, filled
    )


def draw_counts(
    address: ChecksAddress,
    ranked: pd.DataFrame,
    below: pd.DataFrame,
    cells: Mapping[tuple[str, str], Mapping[str, Any]],
) -> None:
    """The button of the counts, rule by rule with a column a place; of a place too wide for a list of its findings. `ranked` are the rules
    with their counts, `below` the places, `cells` the counts by place and rule."""
    codes, names = [str(code) for code in below["place_code"]], [str(name) for name in ranked["check"]]

    def make() -> list[Sheet]:
        checks = address.framework.measures
        columns = [
            Column("title", "规则", 36), Column("suspicion", "可疑程度", 10), Column("total", "合计", 10, "integer"),
            *(Column(code, say_place(code), 11, "integer") for code in codes),
        ]  # fmt: skip
        found: dict[str, list[Any]] = {
            "title": [checks[name].title for name in names],
            "suspicion": texts(checks[name].suspicion for name in names),
            "total": numbers(ranked[COUNT]),
        }
        found |= {
            code: numbers(cells[code, name][COUNT] if (code, name) in cells else None for name in names)
            for code in codes
        }
        title = f"{address.area_name()}各条规则的疑点"
        return [Sheet("疑点数", title, _lines(address)[:1], columns, pd.DataFrame(found, dtype=object), frozen=1)]

    draw_excel(
        "疑点核查", address.area_name(), address.run.period, make, _notes(address, cache.store()), key="download_counts"
    )


def make_sheet(
    address: ChecksAddress, store: Store, places: PlaceIndex, title: str, lines: list[str], is_demo: bool
) -> FindingSheet:
    """What the file holds: the findings of the list in its order, with their facts, personal cells masked."""
    request = FindingRequest(address.at, address.filters(), MAX_ROWS, 0)
    rows, total = findings.read_findings(store, address.run, request)
    rows = rows.sort_values(["place_code", "household_code", "check"], na_position="first", kind="stable")
    facts = check_facts.say_all(store, address.run.period, address.framework.measures, rows, address.run.view_day)
    records = rows.to_dict("records")
    who = name_rows(store, address.run.period, records)
    named = place_columns([str(row["place_code"]) for row in records], address.at, places)
    cells = named | {
        column.name: [_cell(address, row, column.name, facts, one) for row, one in zip(records, who, strict=True)]
        for column in (*COLUMNS, *KEYS)
    }
    placed = [Column(heading, heading, 9) for heading in named]
    columns = [COLUMNS[0], *placed, *COLUMNS[1:], *KEYS]
    results = tuple(find_table("finding_reviews").column("review_result").choices)
    frame = pd.DataFrame(cells, dtype=object, index=range(len(records)))
    said = [f"共 {total:,} 条", *_say_unknown(address), *lines]
    return FindingSheet(title, said, columns, frame, total, results, _notes(address, store), is_demo)


def _cell(address: ChecksAddress, row: dict[Any, Any], name: str, facts: dict[str, str], who: Named) -> str | None:
    check = address.framework.measures[str(row["check"])]
    said = {
        "person": check_words.say_person(str(row["row_key"])),
        "head": who.head,
        "member": who.member,
        "helper": who.helper,
        "title": check.title,
        "suspicion": check.suspicion,
        "facts": facts[str(row["finding_code"])],
        "source": check_words.say_source(row),
        "rule_code": check.id,
        "state": check_words.say_state(row)
        + ("" if is_empty(row["review_result"]) else f"；已核实为{row['review_result']}"),
    }
    value = said[name] if name in said else row[name]
    return None if is_empty(value) else str(value)


def _lines(address: ChecksAddress) -> list[str]:
    cuts = [f"{CUTS[name]}：{STATES.get(value, value)}" for name, value in address.cuts.items()]
    filters = f"　筛选：{'；'.join(cuts)}" if cuts else ""
    return [
        f"{words.say_as_of(address.run.period, address.run.view_day)}的表　{check_words.say_when(address.run.at)}{filters}",
        f"核实后填写{'、'.join(column.heading for column in FILL_IN)}，原样存盘，在看板“数据导入”里导回；没有填{RESULT}的行不受影响。",
    ]


def _say_unknown(address: ChecksAddress) -> list[str]:
    """What could not be judged and so cannot stand in the list."""
    level = address.level_below or "village"
    counted = checked.count_findings(address.run, address.at, level)
    checks = address.checks()
    said = check_words.say_unknown_rules(counted[counted["check"].isin(list(checks))], checks)
    return [said] if said else []


def _notes(address: ChecksAddress, store: Store) -> list[tuple[str, str]]:
    about = (
        [(f"规则 {label}", text) for label, text in check_words.describe_check(address.check)] if address.check else []
    )
    return [
        (
            "怎样填写",
            f"{RESULT}从下拉选项中选；核实说明写查到的情况；核实日期写成 2021-11-20。疑点编号、规则编码、区划代码不要改动。",
        ),
        ("怎样导回", "在看板“数据导入”里拖入本文件，会自动认作《疑点核实结果表》；同一疑点编号以后导入的为准。"),
        ("暂不处理", "经批准暂不处理的，另填《疑点豁免清单》导入，写明原因和有效期。"),
        ("脱敏", "姓名只显示第一个字，证件号码只显示前两位和后三位，完整内容见来源文件的该行。"),
        ("地区", address.area_name()),
        ("数据", words.say_as_of(address.run.period, address.run.view_day)),
        ("制表日期", words.say_date(today(store.folder))),
        *about,
    ]
