"""A book with something changed, as plain data; nothing is kept before `keeping.save`."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from indicators.books.raw import RawBook
from indicators.scoring import RULES


def next_name(book: RawBook) -> str:
    """An id for one more measure: `m01`, `m02`, …"""
    return next(name for number in range(1, 1000) if (name := f"m{number:02d}") not in book["measures"])


def put_measure(book: RawBook, name: str, raw: Mapping[str, Any], *, follow: bool = True) -> RawBook:
    """The book with a measure in the place of the one of that id, or one more. With `follow` the points of its cuts and the total
    become the sums of those of the measures."""
    made = deepcopy(book)
    made["measures"][name] = {key: value for key, value in raw.items() if value not in (None, "", [], {})}
    return follow_points(made) if follow else made


def drop_measure(book: RawBook, name: str, *, follow: bool = True) -> RawBook:
    """The book without a measure."""
    made = deepcopy(book)
    made["measures"].pop(name)
    return follow_points(made) if follow else made


def follow_points(book: RawBook) -> RawBook:
    """The book with the points of cuts and total as its measures add up to; one without points stays without."""
    made = deepcopy(book)
    framework = made["framework"]
    if not framework.get("points") and not any(one.get("points") for one in made["measures"].values()):
        return made
    for key, attribute in (("aspects", "aspect"), ("indicators", "indicator")):
        cuts = [one for one in framework.get(key) or [] if isinstance(one, dict)]
        for cut in cuts:
            cut["points"] = _sum(one for one in made["measures"].values() if one.get(attribute) == cut.get("title"))
        framework["points"] = _sum(cuts)
    return made


def _sum(parts: Any) -> float:
    total = round(sum(one["points"] for one in parts if _counts(one)), 9)
    return int(total) if total == int(total) else total


def _counts(raw: Mapping[str, Any]) -> bool:
    """Whether it has points that count to the total: those of a bonus come on top."""
    scoring, points = raw.get("scoring"), raw.get("points")
    rule = RULES.get(str(scoring.get("rule"))) if isinstance(scoring, dict) else None
    return isinstance(points, int | float) and not isinstance(points, bool) and not (rule and rule.is_bonus)


def blank_book(title: str, valid_from: str = "", valid_to: str = "") -> RawBook:
    """A book with one aspect, one indicator and no measure yet."""
    held = {key: value for key, value in (("valid_from", valid_from), ("valid_to", valid_to)) if value}
    cuts = [{"title": "全部", "points": 0}]
    own = {"title": title, "version": "1", "period": "month", "points": 0, "source": title}
    return {"framework": own | held | {"aspects": cuts, "indicators": deepcopy(cuts)}, "measures": {}}
