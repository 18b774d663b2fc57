"""Problems from figures that were reported otherwise than the registers have them: one a measure and place."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import pandas as pd
from sqlalchemy import select

from core.words import say_period
from indicators.declared import Framework
from indicators.reconciliation import words
from ledger.book import CLOSED, Draft, Ledger, Opened, ProblemRow, Sighting, reading
from ledger.book import words as book_words
from ledger.opening import order as opening
from ledger.opening.order import Order
from store import Store, read_places

TYPE: Final = "基础资料不完善"
WHAT_TO_DO: Final = "对照登记表逐条核实，改正填报数或补登记，并说明原因"


def open_differences(
    ledger: Ledger, store: Store, framework: Framework, period: str, found: pd.DataFrame, order: Order, who: str
) -> list[Opened]:
    """Open a problem for every measure and place of these differences that has no open one; raises UserError.

    `found` has the columns of `reconciliation.compare_registers`, rows that are further apart than they may be.
    """
    drafts = draft_differences(store, framework, period, found, order)
    known = _open_already(ledger, [str(draft.values["title"]) for draft in drafts])
    wanted = [draft for draft in drafts if (draft.values["title"], draft.values["place_code"]) not in known]
    return ledger.open_many(wanted, who)


def draft_differences(
    store: Store, framework: Framework, period: str, found: pd.DataFrame, order: Order
) -> list[Draft]:
    """A draft for every measure and place. Raises UserError when they are too many for one step."""
    groups = [rows for _, rows in found.groupby(["measure", "place_code"], sort=False)]
    opening.refuse_many(len(groups))
    places = read_places(store)
    drafts = []
    for rows in groups:
        first = rows.iloc[0]
        measure = framework.measure(str(first["measure"]))
        said = "；".join(words.say_figure(row) for _, row in rows.iterrows())
        values = {
            "source": book_words.OWN_FINDING,
            "title": f"{measure.title}：填报与登记对不上",
            "aspect": measure.aspect,
            "indicator": measure.indicator,
            "problem_type": TYPE,
            "department": order.department.strip() or str(first["explains"]),
            "person": order.person.strip(),
            "deadline": order.deadline or _deadline(store, order, str(first["place_code"])),
            "source_document": f"{say_period(period)}填报与登记核对",
            "description": f"{say_period(period)}{said}。{WHAT_TO_DO}。",
            "place_code": str(first["place_code"]),
            "place_name": opening.say_path(str(first["place_code"]), places),
        }
        drafts.append(Draft(values, Sighting(source_document=str(values["source_document"]))))
    return drafts


def _deadline(store: Store, order: Order, place: str) -> date:
    return opening.deadline_by_terms(order.today, opening.order_for(store, order, place).round_on)


def _open_already(ledger: Ledger, titles: Sequence[str]) -> set[tuple[str, str]]:
    asked = select(ProblemRow.title, ProblemRow.place_code).where(
        ProblemRow.title.in_(sorted(set(titles))), ProblemRow.state != CLOSED
    )
    with reading(ledger.engine) as connection:
        return {(title, place) for title, place in connection.execute(asked).all()}
