"""What an import did or would do, as a record for JSON and as lines in Chinese."""

from collections.abc import Sequence
from typing import Any

from ledger.book import KNOWN, NEW, RECURRED
from ledger.exported import BackReport
from ledger.lists import OUTCOMES, ListImport, ListPreview, ListProblem, ListRow

LISTED = 30
"""So many lines of each kind are printed; `--json` has all."""


def say_preview(preview: ListPreview) -> tuple[dict[str, Any], list[str]]:
    """What importing would do."""
    lines = [f"「{preview.file.name}」核对（未写入）：{_say_counts(preview.counts())}"]
    return _record(preview, preview.counts(), []), [*lines, *_say_sheets(preview), *_say_problems(preview.problems)]


def say_import(done: ListImport) -> tuple[dict[str, Any], list[str]]:
    """What importing did."""
    kept = {name: count for name, count in done.preview.counts().items() if name not in (NEW, KNOWN, RECURRED)}
    counts = {name: count for name, count in done.counts().items() if count} | kept
    numbers = [one.problem.number for one in done.opened]
    lines = [f"「{done.preview.file.name}」已导入：{_say_counts(counts)}"]
    record = _record(done.preview, counts, numbers)
    return record, [*lines, *_say_sheets(done.preview), *_say_problems(done.preview.problems)]


def say_back(report: BackReport, *, is_dry: bool) -> tuple[dict[str, Any], list[str]]:
    """What the edits of an exported workbook did or would do."""
    opened = [one.problem.number for one in report.opened]
    record = {
        "file": report.file.name, "kind": "edited", "dry_run": is_dry,
        "changes": [vars(one) for one in report.changes], "conflicts": [vars(one) for one in report.conflicts],
        "added": [_row(row) for row in report.added], "opened": opened,
        "problems": [one.as_dict() for one in report.problems],
    }  # fmt: skip
    what = "核对（未写入）：将" if is_dry else "已导入："
    added = len(report.added) if is_dry else len(opened)
    clash = f"，{len(report.conflicts)} 格与别人冲突" if report.conflicts else ""
    lines = [f"「{report.file.name}」{what}改 {len(report.changes)} 格，新登记或认出 {added} 个{clash}"]
    for change in report.changes[:LISTED]:
        lines.append(f"  第 {change.row} 行 {change.number} {change.title}：{_cut(change.was)} → {_cut(change.now)}")
    for clash_ in report.conflicts:
        lines.append(f"  冲突 {clash_.number} {clash_.title}：表里“{clash_.mine}”，{clash_.who}已改为“{clash_.theirs}”")
    return record, [*lines, *_say_problems(report.problems)]


def _cut(text: str) -> str:
    short = " ".join(text.split()) or "空"
    return short if len(short) <= LISTED else f"{short[:LISTED]}…"


def _record(preview: ListPreview, counts: dict[str, int], numbers: list[str]) -> dict[str, Any]:
    sheets = [
        {"sheet": one.name, "reason": one.reason, "header_row": one.header_row, "columns": dict(one.columns),
         "rows": len(one.rows), "left_out": [list(row) for row in one.left_out]}
        for one in preview.sheets
    ]  # fmt: skip
    return {
        "file": preview.file.name, "kind": "list", "sha256": preview.file.digest, "counts": counts, "numbers": numbers,
        "sheets": sheets, "rows": [_row(row) for row in preview.rows],
        "problems": [one.as_dict() for one in preview.problems],
    }  # fmt: skip


def _row(row: ListRow) -> dict[str, Any]:
    title = str(row.draft.values["title"]) if row.draft else ""
    return {
        "sheet": row.sheet, "row": row.row, "number": row.number, "outcome": row.outcome, "problem": row.known,
        "title": title,
    }  # fmt: skip


def _say_counts(counts: dict[str, int]) -> str:
    return "，".join(f"{OUTCOMES[name]} {count} 个" for name, count in counts.items()) or "没有问题"


def _say_sheets(preview: ListPreview) -> list[str]:
    lines = []
    for sheet in preview.sheets:
        if sheet.reason:
            lines.append(f"  「{sheet.name}」没有采用：{sheet.reason}")
            continue
        kept = [header for header, name in sheet.columns.items() if not name]
        also = f"；记入登记说明的列：{'、'.join(kept)}" if kept else ""
        lines.append(f"  「{sheet.name}」表头在第 {sheet.header_row} 行，{len(sheet.rows)} 个问题{also}")
        lines += [f"    第 {row} 行没有采用：{reason}" for row, reason in sheet.left_out[:LISTED]]
    return lines


def _say_problems(problems: Sequence[ListProblem]) -> list[str]:
    more = [f"  …… 其余 {len(problems) - LISTED} 处见 --json"] if len(problems) > LISTED else []
    return [*(f"  {one.words}" for one in problems[:LISTED]), *more]
