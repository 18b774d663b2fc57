"""The ledger as an Excel workbook that may be edited and imported back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import select

from core.personal import mask_numbers
from indicators.declared import PROBLEM_TYPES
from ledger.book import CHOICES, FIELD_TITLES, NOTED, STATES, EventRow, Ledger, ProblemRow, reading
from ledger.looking import ProblemFilter, conditions, find_problems
from reports.problem_list import MAX_ROWS, ProblemSheet, write_problem_list
from reports.workbook import Column

NUMBER, STATE, NEWS, VERSION, MARK = "编号", "状态", "新增进展", "版本", "校验码"
"""Columns that the import back goes by: which problem, its state, a new line of progress, as seen at which version, and
what keeps the workbook of another ledger out."""
MARK_LENGTH = 12
SHOWN_NOTES, LONGEST_NOTES = 3, 2000
"""Lines of progress shown to read, the newest first, and their longest text."""
WIDTHS = {
    "title": 20, "description": 36, "remedy": 32, "result": 16, "source": 11, "source_document": 14, "problem_type": 13,
    "aspect": 9, "indicator": 14, "severity": 7, "term": 9, "root_cause": 7, "lead_department": 11, "department": 13,
    "person": 8, "deadline": 11,
}  # fmt: skip
"""Fields that may be edited, in the order of the ledger's columns in use, with widths in characters."""
EDITABLE = tuple(WIDTHS)
_PRINTED = (
    "source", "problem_type", "title", "description", "place_name", "remedy", "lead_department", "department", "person",
    "deadline",
)  # fmt: skip
_ASIDE = ("source_document", "aspect", "indicator", "severity", "term", "root_cause")
"""Fields that may be edited, but would make the printed page too small to read."""


def export_bytes(
    ledger: Ledger, asked: ProblemFilter, today: date, *, title: str = "问题台账", is_demo: bool = False
) -> bytes:
    """The problems of a filter as an xlsx; at most `MAX_ROWS` of them, the most urgent first, and it says so."""
    rows, total = find_problems(ledger.engine, asked, today, limit=MAX_ROWS)
    rows = _completed(ledger, rows, asked, today)
    lines = [
        f"{today.year}年{today.month}月{today.day}日导出，共 {total:,} 个问题。浅黄栏目可以改，改完在“问题台账”页导入：只有改过的格会写入。"
    ]
    return write_problem_list(ProblemSheet(title, lines, export_columns(), rows, total, _notes(), is_demo))


def export_columns() -> tuple[Column, ...]:
    """The columns of the workbook, in order."""
    return (
        Column("number", NUMBER, 12),
        Column("state", STATE, 9, choices=STATES, is_open=True),
        *(_place() if name == "place_name" else _field(name) for name in _PRINTED),
        Column("progress", "整改进展", 24),
        Column("news", NEWS, 18, is_open=True),
        _field("result"),
        Column("closed_on", "销号时间", 11, "day"),
        Column("closed_by", "复核人", 8),
        *(replace(_field(name), is_key=True) for name in _ASIDE),
        *(_key(name, 14) for name in ("place_code", "household_code", "project_code")),
        Column("measure", FIELD_TITLES["measure"], 24, is_key=True),
        Column("evidence_count", "佐证份数", 6, "serial", is_key=True),
        Column("recurrences", "反弹次数", 6, "serial", is_key=True),
        Column("opened_on", "登记日期", 11, "day", is_key=True),
        Column("version", VERSION, 6, "serial", is_key=True),
        Column("mark", MARK, 14, is_key=True),
    )


def _field(name: str) -> Column:
    choices = PROBLEM_TYPES if name == "problem_type" else CHOICES.get(name, ())
    return Column(
        name, FIELD_TITLES[name], WIDTHS[name], "day" if name == "deadline" else "text", choices, is_open=True
    )


def _place() -> Column:
    return Column("place_name", FIELD_TITLES["place_name"], 11, is_for_new=True)


def _key(name: str, width: float) -> Column:
    return Column(name, FIELD_TITLES[name], width, is_key=True, is_for_new=True)


def _completed(ledger: Ledger, rows: pd.DataFrame, asked: ProblemFilter, today: date) -> pd.DataFrame:
    """The rows with number, progress, an empty column for news, and the mark."""
    criteria = conditions(asked, today)
    prints = select(ProblemRow.id, ProblemRow.fingerprint).where(*criteria)
    noted = (
        select(EventRow.problem_id, EventRow.day, EventRow.who, EventRow.note)
        .join(ProblemRow, ProblemRow.id == EventRow.problem_id)
        .where(EventRow.kind == NOTED, *criteria)
        .order_by(EventRow.id.desc())
    )
    with reading(ledger.engine) as connection:
        marks = {row[0]: row[1][:MARK_LENGTH] for row in connection.execute(prints)}
        progress: dict[int, list[str]] = {}
        for problem_id, day, who, note in connection.execute(noted):
            progress.setdefault(problem_id, []).append(mask_numbers(f"{day} {who}：{note}"))
    texts = {name: rows[name].map(_masked) for name in (*EDITABLE, "place_name", "closed_by") if name != "deadline"}
    return rows.assign(
        **texts,
        number=[_number(opened, key) for opened, key in zip(rows["opened_on"], rows["id"], strict=True)],
        progress=[_say_progress(progress.get(key, ())) for key in rows["id"]],
        news="",
        mark=[marks.get(key, "") for key in rows["id"]],
    )


def _masked(value: Any) -> Any:
    """Numbers of persons masked; what is left so comes back as it was (`edits`)."""
    return mask_numbers(value) if isinstance(value, str) else value


def _number(opened_on: Any, key: Any) -> str:
    return f"{opened_on.year}-{int(key):05d}"


def _say_progress(lines: Sequence[str]) -> str:
    more = [f"（共 {len(lines)} 条，其余见台账）"] if len(lines) > SHOWN_NOTES else []
    return "\n".join([*(line[:LONGEST_NOTES] for line in lines[:SHOWN_NOTES]), *more])


def _notes() -> list[tuple[str, str]]:
    return [
        ("怎么改", "直接改浅黄栏目；灰色栏目只供查看，改了不会写入。清空一格就是清空这一栏。"),
        ("状态", "只能走允许的一步；销号须由另一人复核并有佐证。退回整改和重新打开要在“新增进展”里写明原因。"),
        (NEWS, "写一条新的整改进展，导入后记在这个问题的记录里，不会改动原来的进展。"),
        ("新问题", "写在最后一行下面，编号留空；地区写区划代码或全称。"),
        ("删行删列", "不影响台账：表里没有的问题和栏目保持原样。"),
        ("别人也在改", "导出以后别人改过同一格时，不覆盖别人的内容，两边的文字都会列出来，由您决定。"),
        (f"{NUMBER}、{VERSION}、{MARK}", "请保留：导入时靠它们认出是哪个问题、您看到的是哪一版。"),
    ]
