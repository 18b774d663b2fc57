"""The card of main figures (应知应会) as one printable page: HTML that needs nothing else and fits on one sheet of A4."""

from dataclasses import dataclass

import pandas as pd

from core.palette import css_variables
from core.templates import render


@dataclass(frozen=True)
class Card:
    """What stands on the card: the place, the month in words, the figures of `indicators.figures.briefing.read_briefing`."""

    place: str
    period: str
    figures: pd.DataFrame
    is_demo: bool = False


def write_card(card: Card) -> bytes:
    """The page as UTF-8 HTML."""
    tables = "、".join(dict.fromkeys(name for names in card.figures["tables"] for name in str(names).split("、")))
    sections = [(title, rows.to_dict("records")) for title, rows in card.figures.groupby("section", sort=False)]
    page = render(__file__, "page", card=card, sections=sections, tables=tables, variables=css_variables())
    return page.encode()
