"""六个一: the activities as declared, one file each, with how it is counted; and the reports that people sign by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, insert, select

from core.declared import Declaration, Field, read_declaration
from core.errors import UserError
from core.kinds import KEYS, TEXT, Where, one_of, whole_number
from core.places import changes, level_of
from indicators.declared import Measure, read_count
from indicators.figures import ROUNDS
from ledger.book import ActivityRow, Ledger, codes_of, inside, reading, writing

ACTIVITIES_FOLDER = Path(__file__).parents[1] / "definitions" / "six_activities"
COUNTED_BY: Mapping[str, str] = {
    "tables": "导入的表", "shortfalls": "短板清单和问题台账", "problems": "问题台账", "documents": "档案资料", "": "手工填报",
}  # fmt: skip
"""What knows how far an activity is; '' is reported by people only."""
REPORT_LEVELS = ("county", "township", "village")
MOST = 100_000_000
MAX_NOTE = 500
_ACTIVITY = Declaration(
    (
        *(Field(name, TEXT, needed=True) for name in ("title", "task", "department", "counter", "how", "source")),
        Field("order", whole_number(0, MOST), needed=True),
        Field("counted_by", one_of(tuple(filter(None, COUNTED_BY))), default=""),
        Field("count", KEYS),
        Field("before", one_of(tuple(ROUNDS)), default=""),
    )
)


@dataclass(frozen=True)
class Activity:
    """One activity. `count` is the counting declaration where tables know it; `before` the round it has to be done by."""

    id: str
    title: str
    task: str
    order: int
    department: str
    counter: str
    how: str
    source: str
    counted_by: str = ""
    count: Measure | None = None
    before: str = ""


@dataclass(frozen=True)
class Report:
    """What somebody says of an activity in a place on a day."""

    activity: str
    place_code: str
    done: int
    total: int
    day: date
    note: str = ""


@dataclass(frozen=True)
class SignedReport(Report):
    """A report as it is kept: who signed it and when it came."""

    who: str = ""
    at: datetime = datetime.min


@cache
def read_activities(folder: Path = ACTIVITIES_FOLDER) -> tuple[Activity, ...]:
    """The activities in their order. Raises UserError naming file, field, what came and what to do."""
    return tuple(sorted((_read_activity(path) for path in folder.glob("*.yaml")), key=lambda one: (one.order, one.id)))


def report_progress(ledger: Ledger, report: Report, who: str, today: date) -> SignedReport:
    """Keep a report; what was reported before stays. Raises UserError for figures, days or places that cannot be."""
    signed = ledger.seat.sign(who)
    ledger.seat.check_place(report.place_code)
    _check_report(report, today)
    values: dict[str, Any] = {field.name: getattr(report, field.name) for field in fields(Report)}
    row = values | {"note": report.note.strip(), "who": signed, "at": ledger.clock()}
    with writing(ledger.engine) as connection:
        connection.execute(insert(ActivityRow).values(row))
    return SignedReport(**row)


def newest_reports(engine: Engine, scope: str) -> list[SignedReport]:
    """The report that counts of every activity and place inside a scope: the one of the newest day, of one day the last."""
    names = [field.name for field in fields(SignedReport)]
    kept = (ActivityRow.activity, ActivityRow.place_code)
    number = func.row_number().over(partition_by=kept, order_by=(ActivityRow.day.desc(), ActivityRow.id.desc()))
    numbered = (
        select(*(getattr(ActivityRow, name) for name in names), number.label("number"))
        .where(*inside(ActivityRow.place_code, scope))
        .subquery()
    )
    asked = select(*(numbered.c[name] for name in names)).where(numbered.c.number == 1)
    with reading(engine) as connection:
        found = [SignedReport(**row) for row in connection.execute(asked).mappings()]
    today = [replace(one, place_code=changes.current_code(one.place_code)) for one in found]
    newest = {(one.activity, one.place_code): one for one in sorted(today, key=lambda one: one.day)}
    return sorted(newest.values(), key=lambda one: (one.activity, one.place_code))


def list_reports(engine: Engine, activity_id: str, place_code: str) -> list[SignedReport]:
    """Everything that was reported of an activity in a place, newest first."""
    names = [field.name for field in fields(SignedReport)]
    asked = (
        select(*(getattr(ActivityRow, name) for name in names))
        .where(ActivityRow.activity == activity_id, ActivityRow.place_code.in_(codes_of(place_code)))
        .order_by(ActivityRow.day.desc(), ActivityRow.id.desc())
    )
    with reading(engine) as connection:
        return [SignedReport(**row) for row in connection.execute(asked).mappings()]


def _check_report(report: Report, today: date) -> None:
    if report.activity not in {one.id for one in read_activities()}:
        raise UserError("没有这项活动", field="活动", came=report.activity)
    if not report.place_code.isdigit() or level_of(report.place_code) not in REPORT_LEVELS:
        raise UserError("请填报到县、乡镇或村", field="地区", came=report.place_code)
    if not 0 < report.total <= MOST:
        raise UserError("应完成数应大于 0", field="应完成数", came=report.total)
    if not 0 <= report.done <= report.total:
        raise UserError("已完成数应在 0 和应完成数之间", field="已完成数", came=f"{report.done}/{report.total}")
    if report.day > today:
        raise UserError("日期不能晚于今天", field="截至日期", came=report.day)
    if len(report.note) > MAX_NOTE:
        raise UserError(f"最多 {MAX_NOTE} 个字", field="说明", came=f"{len(report.note)} 个字")


def _read_activity(path: Path) -> Activity:
    raw, where = read_declaration(path, _ACTIVITY), Where(path.name)
    if (raw["counted_by"] == "tables") != (raw["count"] is not None):
        raise where.error("由表计数的写 count，其他的不写", todo="写明 table、population、met", key="count")
    if raw["count"] is not None:
        raw["count"] = read_count({"title": raw["title"], **raw["count"]}, path.stem, path.name)
    return Activity(id=path.stem, **raw)
