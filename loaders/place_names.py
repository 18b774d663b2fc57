"""Short names of places (凤凰 for 凤凰县): proposed within the office's own area, confirmed once, and kept for every later file."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.errors import UserError
from core.json_files import write_json
from core.places import Place, PlaceIndex, prefecture_of, province_of
from core.settings import TIME_ZONE
from loaders.check import CheckedSheet

NO_PLACE = "无"
"""The answer that a text is no place."""
MOST_ASKED = 200
_COUNTY_LEVELS = ("province", "prefecture", "county")


@dataclass(frozen=True)
class ProposedName:
    """A text in a place column and the place it may be short for."""

    text: str
    code: str
    name: str


def read_names(folder: Path) -> dict[str, str]:
    """Text → code of what was confirmed, '' for texts that are no places."""
    path = _path(folder)
    if not path.exists():
        return {}
    try:
        return {str(text): str(code) for text, code in json.loads(path.read_text(encoding="utf-8"))["names"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError("保存的地名读不出", file=path.name, todo="请删去这个文件，重新确认地名") from error


def keep_names(folder: Path, names: Mapping[str, str], who: str) -> None:
    """Keeps confirmed names besides those kept before."""
    when = datetime.now(TIME_ZONE).isoformat(timespec="seconds")
    write_json(_path(folder), {"names": {**read_names(folder), **names}, "who": who, "when": when}, sealed_in=folder)


def _path(folder: Path) -> Path:
    return folder / "mappings" / "place_names.json"


def read_given_names(pairs: Iterable[str], index: PlaceIndex) -> dict[str, str]:
    """Names from texts '凤凰=433123' or '凤凰=凤凰县'; '=无' says that it is no place. UserError for a place nobody knows."""
    given = {}
    for pair in pairs:
        text, equals, meant = (part.strip() for part in pair.partition("="))
        if not equals or not text or not meant:
            raise UserError("地名应写成 简称=区划代码", came=pair, todo="例如 --name 凤凰=433123")
        found = index.find(meant) or index.resolve(meant).place
        if found is None and meant != NO_PLACE:
            raise UserError(
                "没有这个地区", field=text, came=meant, todo=f"请填区划代码或全称；不是地区就写 {text}={NO_PLACE}"
            )
        given[text] = found.code if found else ""
    return given


def propose_names(sheets: Sequence[CheckedSheet], index: PlaceIndex, known: Mapping[str, str]) -> list[ProposedName]:
    """What the unknown names of these sheets may be short for: those with one candidate in the area that most of them lie in."""
    found: dict[str, Place] = {}
    for one in sheets:
        unknown = dict.fromkeys(problem.came for problem in one.problems if problem.kind == "unknown_place")
        texts = [text for text in unknown if text not in known][:MOST_ASKED]
        candidates = {text: _candidates(text, one, index) for text in texts}
        candidates = {text: places for text, places in candidates.items() if places}
        area = _area(candidates.values(), one) if candidates else ""
        for text, places in candidates.items():
            inside = [place for place in places if area in ("", prefecture_of(place.code), province_of(place.code))]
            if len(inside) == 1:
                found[text] = inside[0]
    return [ProposedName(text, place.code, place.full_name) for text, place in found.items()]


def _candidates(text: str, one: CheckedSheet, index: PlaceIndex) -> list[Place]:
    is_deep = one.mapping.table.place_level in ("township", "village")
    places = index.short_for(text, within=one.defaults.place)
    return [place for place in places if is_deep or place.level in _COUNTY_LEVELS]


def _area(groups: Iterable[Sequence[Place]], one: CheckedSheet) -> str:
    """The prefecture, else the province, that has exactly one candidate for most of the names and most of the rows read; '' when the
    place is given or two are as good."""
    if one.defaults.place:
        return ""
    named = (
        {code for code in one.frame["county_code"].to_pylist() if code}
        if "county_code" in one.frame.column_names
        else set()
    )
    votes: dict[str, int] = {}
    for group in (*groups, *((code,) for code in named)):
        codes = [place if isinstance(place, str) else place.code for place in group]
        for width in (prefecture_of, province_of):
            areas = [width(code) for code in codes]
            for area in dict.fromkeys(areas):
                votes[area] = votes.get(area, 0) + (areas.count(area) == 1)
    best = max(votes.values(), default=0)
    winners = [area for area, count in votes.items() if count == best and not area.endswith("0000")]
    winners = winners or [area for area, count in votes.items() if count == best]
    return winners[0] if len(winners) == 1 else "?"


def say_question(names: Sequence[ProposedName]) -> str:
    """The question for the clerk, '' when there is none."""
    if not names:
        return ""
    words = "、".join(f"“{one.text}”→{one.name}" for one in names)
    first = names[0]
    return (
        f"有简称要确认一次：{words}。都对就照建议记住（--accept），以后不再问；不对的用 --name {first.text}=区划代码 指明，"
        f"不是地区写 --name {first.text}={NO_PLACE}"
    )
