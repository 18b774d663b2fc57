"""Invented documents (档案资料) and reports of 六个一 for the demonstration: seeded, quick, and not twice."""

import calendar
import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import InstrumentedAttribute

from core.places import COUNTRY, Place, level_of
from core.settings import demo_mark, today
from indicators.declared import DEFAULT_FRAMEWORK, Measure, read_framework
from indicators.evaluation import scopes_with_data
from ledger.activities import CountRequest, count_tables, list_shortfalls, read_activities
from ledger.archive import LEVELS, Item, needed_places, read_archive
from ledger.book import (
    IN_HAND,
    TERMS,
    ActivityRow,
    DocumentRow,
    Draft,
    EventRow,
    Ledger,
    keep_file,
    open_ledger,
    reading,
    writing,
)
from store import Store, read_places

SEED = 5
FRAMEWORKS = (DEFAULT_FRAMEWORK, "cooperation_2019")
"""Those whose evidence the demonstration has documents of."""
WHO = ("模拟档案员甲", "模拟档案员乙", "模拟档案员丙")
REPORTERS = ("模拟填报员甲", "模拟填报员乙")
LISTERS = ("模拟梳理员",)
REPORTED = ("screening", "visiting")
"""Activities that townships report of in the demonstration."""
_OUTDATED, _MISSING_AT_MOST = 0.07, 0.22
_BATCH = 500
_MARK = "模拟数据，由程序生成，不得引用"


def fill_beside(folder: Path) -> str:
    """Fills documents, reports and listed shortfalls into a demonstration's data folder and says so in Chinese."""
    if demo_mark(folder) is None:
        return "数据目录不是演示数据，未写入档案资料"
    ledger = open_ledger(folder)
    documents, reports = fill_demo_archive(ledger, folder), fill_demo_activities(ledger, folder)
    listed = fill_demo_listing(ledger, folder)
    if not (documents or reports or listed):
        return "档案资料和六个一已有演示数据，未作改动"
    return f"已生成演示档案（模拟数据）：{documents} 份资料、{reports} 次填报、{listed} 个梳理出的问题"


def fill_demo_archive(ledger: Ledger, data_folder: Path) -> int:
    """How many documents were added: most items of the counties with data, some out of date, some missing; 0 the second time."""
    if _has_any(ledger, DocumentRow.who, WHO):
        return 0
    rows = [row for framework in FRAMEWORKS for row in _documents(ledger, data_folder, framework)]
    _insert(ledger, DocumentRow, rows)
    return len(rows)


def _documents(ledger: Ledger, data_folder: Path, framework: str) -> Iterator[dict[str, Any]]:
    """The documents of a framework's items, drawn with dice of its own."""
    day, dice = today(data_folder), random.Random(SEED)
    items = read_archive(framework).items
    files = {item.id: _keep(ledger, item) for item in items}
    for place, diligence in _places(data_folder, dice):
        for item in items:
            if item.level == place.level:
                for made_on in _days(item, day, diligence, dice):
                    yield _document(item, place, files[item.id], made_on, dice)


def fill_demo_activities(ledger: Ledger, data_folder: Path) -> int:
    """How many reports by hand were added: two of each township that the tables count, the newer one what they have; 0 the
    second time."""
    if _has_any(ledger, ActivityRow.who, REPORTERS):
        return 0
    day, dice, activities = today(data_folder), random.Random(SEED), read_activities()
    counted = count_tables(Store(data_folder), activities, CountRequest(f"{day:%Y-%m}", COUNTRY, "township"))
    counted = counted[counted["activity"].isin(REPORTED) & (counted["place_code"] != COUNTRY)]
    rows = [row for one in counted.to_dict("records") for row in _reports(one, day, dice)]
    _insert(ledger, ActivityRow, rows)
    return len(rows)


def fill_demo_listing(ledger: Ledger, data_folder: Path) -> int:
    """How many problems were opened for shortfalls of counties (大梳理), some counties listing more than others; 0 the
    second time."""
    if _has_any(ledger, EventRow.who, LISTERS):
        return 0
    store, framework, day = Store(data_folder), read_framework(DEFAULT_FRAMEWORK), today(data_folder)
    short, dice = list_shortfalls(store, framework, f"{day:%Y-%m}", COUNTRY), random.Random(SEED)
    index = read_places(store)
    drafts = []
    for county, rows in short.groupby(short["place_code"].str[:6]):
        share = dice.uniform(0.05, 0.3)
        measures = sorted(set(rows["measure"].astype(str)))
        names = [name for name in measures if dice.random() < share] or measures[:1]
        place = index.find(str(county))
        drafts += [_listed(framework.measures[name.split("/")[1]], place, day, dice) for name in names if place]
    ledger.open_many(drafts, LISTERS[0])
    return len(drafts)


def _listed(measure: Measure, place: Place, day: date, dice: random.Random) -> Draft:
    """A problem of a county for a measure that its townships do not all meet, being worked on."""
    values = {
        "source": "排查", "source_document": f"大梳理短板清单（{_MARK}）", "measure": f"{measure.framework}/{measure.id}",
        "title": f"{measure.title}未全部达标", "aspect": measure.aspect, "indicator": measure.indicator,
        "problem_type": measure.problem_type, "place_code": place.code, "place_name": place.name,
        "lead_department": measure.department, "department": measure.department, "term": TERMS[0],
        "deadline": day + timedelta(days=dice.randint(3, 40)), "remedy": measure.win_back,
    }  # fmt: skip
    return Draft(values, state=IN_HAND, opened_on=_workday(day - timedelta(days=dice.randint(5, 70))))


def _has_any(ledger: Ledger, column: InstrumentedAttribute[str], names: tuple[str, ...]) -> bool:
    with reading(ledger.engine) as connection:
        return connection.execute(select(column).where(column.in_(names)).limit(1)).first() is not None


def _places(folder: Path, dice: random.Random) -> Iterator[tuple[Place, float]]:
    """Every county with data and what lies in it, with how diligent its county is (0–1)."""
    store = Store(folder)
    index = read_places(store)
    for code in sorted(code for code in scopes_with_data(store) if level_of(code) == "county"):
        diligence = dice.random()
        for place in needed_places(index, [code], code):
            yield place, diligence


def _keep(ledger: Ledger, item: Item) -> tuple[str, int]:
    """(hash, size) of the one invented file of an item."""
    content = f"{item.title}\n{LEVELS[item.level]}资料\n必须写明：{item.must_say}\n{_MARK}\n".encode()
    return keep_file(ledger.folder, f"{item.id}.txt", content), len(content)


def _days(item: Item, day: date, diligence: float, dice: random.Random) -> list[date]:
    """The days of the versions: none, one that is too old, or one that counts, often with the one before."""
    fate = dice.random()
    missing = _MISSING_AT_MOST * (1 - diligence)
    if fate < missing:
        return []
    age = 30 * (item.valid_months or 12)
    if item.valid_months and fate < missing + _OUTDATED:
        return [_workday(day - timedelta(days=age + dice.randint(5, 40)))]
    newest = _workday(day - timedelta(days=dice.randint(1, max(2, age - 8))))
    return [newest] if dice.random() < 0.7 else [_workday(newest - timedelta(days=age)), newest]


def _workday(day: date) -> date:
    """The day, or the Friday before a week-end."""
    return day - timedelta(days=max(0, day.weekday() - calendar.FRIDAY))


def _document(item: Item, place: Place, file: tuple[str, int], made_on: date, dice: random.Random) -> dict[str, Any]:
    return {
        "item": item.id, "place_code": place.code, "digest": file[0], "name": f"{place.name}{item.title}（模拟）.txt",
        "size": file[1], "made_on": made_on, "at": _moment(made_on, dice), "who": dice.choice(WHO),
    }  # fmt: skip


def _reports(counted: Mapping[Any, Any], day: date, dice: random.Random) -> list[dict[str, Any]]:
    """Two reports of what the tables count of an activity in a township, the second with more done."""
    reported = ((0.7, 9), (1.0, 2))
    return [
        {
            "activity": counted["activity"], "place_code": str(counted["place_code"]),
            "done": int(counted["done"] * share), "total": int(counted["total"]),
            "day": day - timedelta(days=back), "at": _moment(day - timedelta(days=back), dice),
            "who": dice.choice(REPORTERS), "note": "按登记表汇总（模拟）",
        }
        for share, back in reported
    ]  # fmt: skip


def _moment(day: date, dice: random.Random) -> datetime:
    """A time in the office on that day."""
    return datetime.combine(day, time(dice.randint(9, 17), dice.randint(0, 59)))


def _insert(ledger: Ledger, table: type[DocumentRow] | type[ActivityRow], rows: list[dict[str, Any]]) -> None:
    with writing(ledger.engine) as connection:
        for start in range(0, len(rows), _BATCH):
            connection.execute(insert(table), rows[start : start + _BATCH])
