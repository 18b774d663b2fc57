"""Ticks: who said of an item in a county that it is gone through, or that it is open again, and when. Nothing is taken back."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import Engine, func, insert, select

from core.errors import UserError
from core.places import changes, is_area, level_of
from ledger.book import Ledger, OutlineTickRow, codes_of, inside, reading, writing
from ledger.outline.items import Outline

MAX_NOTE = 200


@dataclass(frozen=True)
class Tick:
    """One tick as it is kept."""

    year: str
    item: str
    place_code: str
    is_done: bool
    day: date
    at: datetime
    who: str
    note: str = ""


_NAMES = [field.name for field in fields(Tick)]


def tick_off(
    ledger: Ledger, outline: Outline, year: str, item: str, place_code: str, who: str, today: date, *, is_done: bool = True,
    note: str = "",
) -> Tick:  # fmt: skip
    """Keep a tick, or with `is_done` False say that the item is open again. Raises UserError for an item or place there is not, and
    for what already stands so."""
    if outline.find(item) is None:
        raise UserError("大纲里没有这一项", field="大纲序号", came=item)
    if not place_code.isdigit() or is_area(place_code) or level_of(place_code) != "county":
        raise UserError("大纲按县勾对", field="地区", came=place_code, todo="请先选到一个县")
    if len(note) > MAX_NOTE:
        raise UserError(f"最多 {MAX_NOTE} 个字", field="说明", came=f"{len(note)} 个字")
    ledger.seat.check_place(place_code)
    now = newest_ticks(ledger.engine, year, place_code).get((item, changes.current_code(place_code)))
    if (now is not None and now.is_done) == is_done:
        raise UserError("这一项已经是这样", field="大纲序号", came=item, todo="刷新后再看")
    kept = Tick(year, item, place_code, is_done, today, ledger.clock(), ledger.seat.sign(who), note.strip())
    with writing(ledger.engine) as connection:
        connection.execute(insert(OutlineTickRow).values({name: getattr(kept, name) for name in _NAMES}))
    return kept


def newest_ticks(engine: Engine, year: str, scope: str) -> dict[tuple[str, str], Tick]:
    """(item, county) → the newest tick of a year inside a scope; under a county's code of today."""
    number = func.row_number().over(
        partition_by=(OutlineTickRow.item, OutlineTickRow.place_code), order_by=OutlineTickRow.id.desc()
    )
    columns = [getattr(OutlineTickRow, name) for name in _NAMES]
    numbered = (
        select(OutlineTickRow.id, *columns, number.label("number"))
        .where(OutlineTickRow.year == year, *inside(OutlineTickRow.place_code, scope))
        .subquery()
    )
    asked = select(*(numbered.c[name] for name in _NAMES)).where(numbered.c.number == 1).order_by(numbered.c.id)
    with reading(engine) as connection:
        found = [Tick(**row) for row in connection.execute(asked).mappings()]
    today = [replace(one, place_code=changes.current_code(one.place_code)) for one in found]
    return {(one.item, one.place_code): one for one in today}


def list_ticks(engine: Engine, year: str, item: str, place_code: str) -> list[Tick]:
    """Every tick of an item in a county, newest first."""
    asked = (
        select(*(getattr(OutlineTickRow, name) for name in _NAMES))
        .where(
            OutlineTickRow.year == year,
            OutlineTickRow.item == item,
            OutlineTickRow.place_code.in_(codes_of(place_code)),
        )
        .order_by(OutlineTickRow.id.desc())
    )
    with reading(engine) as connection:
        return [Tick(**row) for row in connection.execute(asked).mappings()]
