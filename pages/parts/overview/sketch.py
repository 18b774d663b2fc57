"""The map beside the lights: places by their score, one picture without a script."""

from collections.abc import Callable

import pandas as pd
from markupsafe import Markup

from core import words
from core.settings import map_review_number
from geo.boundaries import outline_codes
from geo.classes import classify
from geo.sketch import draw_sketch

Address = Callable[[str, str], str]
"""(place code, its name) → the address a click opens."""


def sketch_html(table: pd.DataFrame, area: str, ours: str, link: Address | None, level: str = "county") -> Markup:
    """The map of the rows place_code, place_name, value (score) and rank; '' where no outlines are known, or no score is."""
    if not area or table["value"].notna().sum() == 0:
        return Markup("")
    codes = outline_codes(area, level)
    if not codes:
        return Markup("")
    classes = classify(table.set_index("place_code")["value"], outline_codes=codes)
    said = {
        str(row["place_code"]): f"{words.say_rank(row['rank'])} {words.say_value(row['value'], 'points')}"
        for row in table.to_dict("records")
    }
    return draw_sketch(
        area, classes, said, "参考得分，颜色越深得分越高", lambda value: words.say_value(value, "points"),
        level=level, ours=ours, link=link, review_number=map_review_number() or "",
    )  # fmt: skip
