"""Problems from the open findings of a run: one a rule and household, village, township or county. No personal number is kept."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from core.places import PlaceIndex
from core.words import say_period
from indicators.checks import KEY, FindingRequest, Run, count_groups, findings, read_groups
from indicators.checks import facts as check_facts
from indicators.declared import CHECKS, SUBJECT, Framework, Measure, read_framework
from ledger.book import Draft, Ledger, Opened, Sighting
from ledger.opening import order as opening
from ledger.opening.order import Order
from store import Store, read_places

_LEFT_OUT = ("household_code", "place_code", "place_name", "county_code", "source_file", "source_sheet", "source_row")
"""Facts that the problem has in fields of its own, or keeps out of its words."""
_SAID = ("person_name", "relation")
"""Facts that stand in the words that say who it is."""


def open_findings(
    ledger: Ledger, store: Store, run: Run, request: FindingRequest, order: Order, who: str,
    framework: Framework | None = None,
) -> list[Opened]:  # fmt: skip
    """Open a problem for every group of the findings asked for, or recognise those that are there. Raises UserError."""
    return ledger.open_many(draft_findings(store, run, request, order, framework), who)


def draft_findings(
    store: Store, run: Run, request: FindingRequest, order: Order, framework: Framework | None = None
) -> list[Draft]:
    """A draft for every rule and household (or place) of the findings asked for; raises UserError when they are too many."""
    opening.refuse_grouping(order.by)
    checks = framework or read_framework(CHECKS)
    opening.refuse_many(count_groups(store, run, request, order.by, checks))
    rows = read_groups(store, run, request, order.by, opening.read_terms().rows_told, checks)
    said = check_facts.say_all(store, run.period, _without_personal(checks.measures), rows, run.view_day)
    who = opening.say_who(store, run.period, rows, order.by)
    texts = {code: "：".join(part for part in (who[code], said[code]) if part) for code in said}
    places, order = read_places(store), opening.order_for(store, order, request.place)
    grouped = rows.groupby(list(KEY), sort=False)
    unknown = _count_unknown(store, run, request, order.by, checks)
    return [_draft(run, checks, group, texts, order, places, unknown) for _, group in grouped]


def _count_unknown(
    store: Store, run: Run, request: FindingRequest, by: str, framework: Framework
) -> Mapping[tuple[str, str], int]:
    """(check, place) → rows beside the found ones that nobody can judge; of households nothing is said."""
    if by == SUBJECT:
        return {}
    every = replace(request.filters, state="")
    found = findings.read_matrix(store, run, scope=request.place, level=by, filters=every, framework=framework)
    return {(row.check, row.place_code): int(row.unknown) for row in found.itertuples()}


def _draft(
    run: Run, checks: Framework, rows: pd.DataFrame, said: Mapping[str, str], order: Order, places: PlaceIndex,
    unknown: Mapping[tuple[str, str], int],
) -> Draft:  # fmt: skip
    first = rows.iloc[0]
    check, count = checks.measures[str(first["check"])], int(first["row_count"])
    texts = [opening.hide_codes(said[str(code)]) for code in rows["finding_code"]]
    place = str(first["group_place"])
    values = {
        **opening.common_values(check, order),
        "source_document": f"{say_period(run.period)}疑点核查",
        "description": _describe(run, check, (count, unknown.get((check.id, place), 0)), texts, order.by),
        "place_code": place,
        "place_name": opening.say_path(place, places),
        "household_code": str(first["household_code"]),
        "project_code": str(first["project_code"]),
    }
    return Draft(values, Sighting(finding=f"{run.id}/{check.id}", row_count=count))


def _describe(run: Run, check: Measure, counts: tuple[int, int], texts: list[str], by: str) -> str:
    """`2021年11月的表查出 12 户（另有 5 户缺数据无法判断）：（1）耕地面积：130 亩（2）…等 12 条。为什么重要：…`; the reason is
    the rule's own. `counts`: found, unknown."""
    count, unknown = counts
    listed = opening.number_texts(texts, count)
    found = f"查出 {count:,} {check.counter}" if by != SUBJECT or count > 1 else "查出"
    found += f"（另有 {unknown:,} {check.counter}缺数据无法判断）" if unknown else ""
    why = f"。{check.why_it_matters}" if check.why_it_matters else ""
    return f"{say_period(run.period)}的表{found}：{listed or check.title}{why}"


def _without_personal(checks: Mapping[str, Measure]) -> dict[str, Measure]:
    """The checks, listing only facts that may stand in a problem's words."""
    return {
        name: replace(
            check,
            list_columns=tuple(
                column
                for column in check.list_columns
                if column not in (*_LEFT_OUT, *_SAID) and "household_code" not in column
            ),
        )
        for name, check in checks.items()
    }
