"""Scores, ranks and marks lost of a period, kept as a small file once they are evaluated: a course of months is read, not evaluated.

A file says of which tables, definitions and day it is; one that is of others is old: it is shown as such until it is evaluated again.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pandas as pd

from core.json_files import write_json
from indicators.declared import Framework, day_of_view
from indicators.evaluation import Evaluation, evaluate, tables_behind
from store import Store

PAST_FOLDER: Final = "history"
"""Where the files stand in the data folder; it may be taken away at any time."""
VERSION: Final = "1"
"""Raised when the same tables and definitions would be scored differently by a newer program."""
KEPT: Final = (
    "place_code",
    "place_name",
    "league",
    "score",
    "rank",
    "is_tied",
    "league_size",
    "reported_share",
    "lost",
    "reason",
)


def tables_key(store: Store, framework: Framework) -> str:
    """A short text that changes with the definitions and with what they look at. Taken before an evaluation and after it, it says
    whether the evaluation is of these tables."""
    tables = store.version_key(tables_behind(framework))
    return hashlib.sha256("|".join((VERSION, framework.id, framework.content_hash, tables)).encode()).hexdigest()[:20]


def keep_evaluation(store: Store, found: Evaluation, key: str) -> None:
    """Keep the period of an evaluation and the one before, where nothing changed meanwhile (`key` is from before). A folder that cannot be
    written costs nothing but the time to evaluate again."""
    if found.is_empty or tables_key(store, found.framework) != key:
        return
    with suppress(OSError):
        for one in filter(None, (found, found.before)):
            if one.day == day_of_view(store, one.period):
                record = {"key": key, "day": one.day.isoformat(), "places": _records(one.places)}
                write_json(_path(store.folder, one.framework.id, one.area, one.period), record)


def evaluate_kept(store: Store, framework: Framework, period: str, area: str) -> None:
    """Evaluate a period of an area and keep it, with the period before."""
    key = tables_key(store, framework)
    keep_evaluation(store, evaluate(store, framework, period, area), key)


def read_past(store: Store, framework: Framework, area: str, periods: Iterable[str]) -> pd.DataFrame:
    """What is kept of the periods: `KEPT`, period, day and is_old (of other tables, definitions or day than today's); score and lost
    are unknown where a place has too little to be ranked. Empty where nothing is kept."""
    key, rows = tables_key(store, framework), []
    for period in periods:
        record = _read(_path(store.folder, framework.id, area, period))
        if record is not None:
            is_old = (record["key"], record["day"]) != (key, day_of_view(store, period).isoformat())
            more = {"period": period, "day": record["day"], "is_old": is_old}
            rows += [{**place, **more} for place in record["places"]]
    found = pd.DataFrame(rows, columns=[*KEPT, "period", "day", "is_old"])
    if found.empty:
        return found
    numbers = {name: pd.to_numeric(found[name]).astype(float) for name in ("score", "rank", "reported_share", "lost")}
    found = found.assign(**numbers)
    is_ranked = found["rank"].notna()
    return found.assign(score=found["score"].where(is_ranked), lost=found["lost"].where(is_ranked))


def missing_periods(past: pd.DataFrame, periods: Iterable[str]) -> list[str]:
    """The periods of which nothing is kept, or something old, newest first."""
    fresh = set(past.loc[~past["is_old"].astype(bool), "period"]) if len(past) else set()
    return [period for period in sorted(periods, reverse=True) if period not in fresh]


def _path(folder: Path, framework_id: str, area: str, period: str) -> Path:
    return folder / PAST_FOLDER / framework_id / f"{area or 'all'}_{period}.json"


def _records(places: pd.DataFrame) -> list[dict[str, Any]]:
    """Plain values: what is not known is null."""
    plain = places[list(KEPT)].astype(object)
    return [{name: _plain(value) for name, value in row.items()} for row in plain.to_dict("records")]


def _plain(value: Any) -> Any:
    if value is None or value != value:
        return None
    return value.item() if hasattr(value, "item") else value


def _read(path: Path) -> dict[str, Any] | None:
    """What a file holds; one that cannot be read counts as not there."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return {"key": str(raw["key"]), "day": str(raw["day"]), "places": list(raw["places"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None
