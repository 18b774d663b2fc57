"""Problems from the rows that fall short of a measure: one a project or household, village, township or county."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from core import words
from core.errors import UserError
from core.places import PlaceIndex
from core.words import say_period
from indicators.checks import words as check_words
from indicators.declared import COUNTY, SUBJECT, TOWNSHIP, VILLAGE, Measure
from indicators.evaluation import LEAST_LOSS, Evaluation, advice
from indicators.shortfalls import ListRequest, records
from indicators.shortfalls import groups as shortfall_groups
from indicators.shortfalls import lists as shortfalls
from ledger.book import Draft, Ledger, Opened, Sighting
from ledger.opening import order as opening
from ledger.opening.order import Order
from store import Store, read_places

_WHO: Final = "who"
"""The column of whom a row is about."""
UNIT: Final = "unit"
"""The level of a framework that ranks departments and townships of a notice."""
_BY_PLACE: Final = (VILLAGE, TOWNSHIP, COUNTY)


def groupings_of(measure: Measure, level: str = COUNTY) -> tuple[str, ...]:
    """How the rows of a measure may be put together; only by county where no single row falls short, only by unit where units
    are ranked."""
    if level == UNIT:
        return (SUBJECT,)
    if not shortfalls.has_short_rows(measure):
        return (COUNTY,)
    return (SUBJECT, *_BY_PLACE) if shortfall_groups.has_subject(measure) else _BY_PLACE


def open_shortfalls(
    ledger: Ledger, store: Store, evaluation: Evaluation, request: ListRequest, order: Order, who: str
) -> list[Opened]:
    """Open a problem for every group of the rows asked for, or recognise those that are there. Raises UserError."""
    return ledger.open_many(draft_shortfalls(store, evaluation, request, order), who)


def draft_shortfalls(store: Store, evaluation: Evaluation, request: ListRequest, order: Order) -> list[Draft]:
    """A draft for every group of the rows asked for; raises UserError when they are too many or cannot be grouped so."""
    if order.by not in groupings_of(request.measure, evaluation.framework.level):
        raise UserError("这项指标不能这样合并", field="怎样合并", came=opening.GROUPINGS.get(order.by, order.by))
    if not shortfalls.can_fall_short(request.measure):
        return []
    opening.refuse_many(shortfall_groups.count_groups(store, request, order.by))
    rows = shortfall_groups.read_groups(store, request, order.by, opening.read_terms().rows_told)
    if "row_household" in rows:
        rows = rows.assign(finding_code=[str(number) for number in range(len(rows))])
        rows = rows.assign(**{_WHO: rows["finding_code"].map(opening.say_who(store, request.period, rows, order.by))})
    if rows["group_place"].isna().any():
        raise UserError(
            "有的单位没有写明地区，不能转问题", came=evaluation.framework.title, todo="请在表里补上区划代码"
        )
    places, order = read_places(store), opening.order_for(store, order, request.at, evaluation.framework.area)
    seen = finding_of(store, evaluation.framework.measures[request.measure.id], request.period)
    grouped = rows.groupby(list(shortfall_groups.KEY), sort=False)
    return [_draft(evaluation, request, group, order, places, seen) for _, group in grouped]


def finding_of(store: Store, measure: Measure, period: str) -> str:
    """Which evaluation of a measure a sighting is of: the period and the state of its tables, then the measure."""
    tables = sorted({name for form in measure.forms for name in shortfalls.base_tables(form)})
    key = store.version_key(tables)[:8]
    return f"{measure.framework}_{period}_{key}/{measure.id}"


def _draft(
    evaluation: Evaluation, request: ListRequest, rows: pd.DataFrame, order: Order, places: PlaceIndex, seen: str
) -> Draft:
    first, measure = rows.iloc[0], request.measure
    place, count = str(first["group_place"]), int(first["row_count"])
    values = {
        **opening.common_values(measure, order, _own_unit(rows, count)),
        "title": f"{measure.title}未达标",
        "source_document": f"{say_period(request.period)}{evaluation.framework.title}",
        "description": _describe(evaluation, request, rows, place, count),
        "place_code": place,
        "place_name": opening.say_path(place, places),
        "household_code": str(first["household_code"]),
        "project_code": str(first["project_code"]),
    }
    return Draft(values, Sighting(finding=seen, row_count=count))


def _own_unit(rows: pd.DataFrame, count: int) -> str:
    """The unit that all rows of a problem name as theirs; '' where they name several, or not all of them were read."""
    if "department" not in rows or len(rows) < count:
        return ""
    units = {"" if pd.isna(name) else str(name).strip() for name in rows["department"]}
    return units.pop() if len(units) == 1 else ""


def _describe(evaluation: Evaluation, request: ListRequest, rows: pd.DataFrame, place: str, count: int) -> str:
    """`2021年11月 3 个项目未达标：（1）…（2）…`; of a county also its value, the marks it loses and what wins them back."""
    measure, when = request.measure, say_period(request.period)
    county = _say_county(evaluation, measure, place) if len(place) == 6 else ""
    if not shortfalls.has_short_rows(measure):
        return f"{when}{county}"
    listed = opening.number_texts([_say_row(measure, row, rows) for row in rows.to_dict("records")], count)
    return f"{when} {count:,} {shortfalls.row_counter(measure)}未达标：{listed}{'。' + county if county else ''}"


def _say_row(measure: Measure, row: Mapping[Any, Any], rows: pd.DataFrame) -> str:
    """`某项目，累计支出：1.20 万元；…` with personal cells masked."""
    title = records.title_column(measure.table)
    left_out = (title, "household_code", "id_number", "relation")
    views = [view for view in shortfalls.list_columns(measure, rows) if view.name not in left_out]
    facts = check_words.say_facts({str(name): value for name, value in row.items()}, views)
    name = row.get(_WHO) or records.row_title({str(key): value for key, value in row.items()}, measure.table)
    return opening.hide_codes("，".join(part for part in (name, facts) if part and part != words.MISSING_WORDS))


def _say_county(evaluation: Evaluation, measure: Measure, place: str) -> str:
    """`指标值 82.10%，失 1.20 分；补到满分：…`; '' for a place the evaluation does not know."""
    found = evaluation.measures
    found = found[(found["measure"] == measure.id) & (found["place_code"] == place)]
    if found.empty:
        return ""
    row = found.iloc[0]
    said = f"指标值 {words.say_value(row['value'], measure.unit)}"
    if not measure.is_scored or not row["lost"] > LEAST_LOSS:
        return said
    return f"{said}，失 {words.say_value(row['lost'], 'points')}；{advice.advise(measure, row).sentence}"
