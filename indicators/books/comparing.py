"""What differs between two books, key by key, in words: `指标“医保参保率”的分值：2 → 3`."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from core import words
from core.errors import UserError
from core.kinds import Where
from indicators.books.choices import say_choice
from indicators.books.raw import RawBook
from indicators.books.titles import key_titles, say_key
from indicators.scoring import HIGHER, LOWER, read_rule
from store import read_tables

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
NOTHING = "—"
NOT_SCORED = "不计分"
DIRECTION_WORDS = {HIGHER: "越高越好", LOWER: "越低越好"}
UNIT_WORDS = {
    "percent": "%", "percent_points": "个百分点", "cny": "元", "cny_per_person": "元/人", "households": "户", "persons": "人",
    "count": "个", "days": "天", "points": "分", "ratio": "比值",
}  # fmt: skip
_OF_THE_PROGRAM = ("framework",)
"""Keys that the program writes: the id."""
_IN_UNIT = ("full_at", "zero_at", "step", "allowed", "none_below", "zero_below", "at")
"""Parameters of scoring rules in the measure's own unit."""


class Change(NamedTuple):
    """One difference. `measure`: its id, '' for the framework's own keys; `named`: its title; `key`: what differs, in words, '' where the
    whole measure came or went; `old` and `new` in words."""

    kind: str
    measure: str
    named: str
    key: str
    old: str
    new: str

    @property
    def words(self) -> str:
        """The difference in one line."""
        whole = f"指标“{self.named}”" if self.measure else "体系"
        if self.kind == ADDED:
            return f"新增{whole}：{self.new}"
        if self.kind == REMOVED:
            return f"去掉{whole}：{self.old}"
        return f"{whole}的{self.key}：{self.old} → {self.new}"


def compare_books(old: RawBook, new: RawBook) -> tuple[Change, ...]:
    """Everything that differs: the framework's own keys first, then its measures in the order of their ids."""
    return (
        *_compare_frameworks(old["framework"], new["framework"]),
        *_compare_measures(old["measures"], new["measures"]),
    )


def _compare_frameworks(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for key in _keys("framework", old, new):
        if key in ("aspects", "indicators"):
            yield from _compare_cuts(key, old.get(key) or [], new.get(key) or [])
        elif key not in _OF_THE_PROGRAM:
            was, now = (_say(key, one.get(key), {}) for one in (old, new))
            if was != now:
                yield Change(CHANGED, "", "", say_key("framework", key), was, now)


def _compare_cuts(key: str, old: list[Any], new: list[Any]) -> Iterator[Change]:
    sides = [{str(one.get("title")): one for one in side if isinstance(one, dict)} for side in (old, new)]
    for title in dict.fromkeys([*sides[0], *sides[1]]):
        was, now = (_say_cut(side.get(title)) for side in sides)
        if was != now:
            yield Change(CHANGED, "", "", f"{say_key('framework', key)}“{title}”", was, now)


def _say_cut(cut: Mapping[str, Any] | None) -> str:
    if cut is None:
        return NOTHING
    short = cut.get("short")
    return f"{_say('points', cut.get('points'), {})} 分" + (
        f"（简称{short}）" if short not in (None, cut["title"]) else ""
    )


def _compare_measures(old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]) -> Iterator[Change]:
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            one = now or was or {}
            said = _say_whole(one)
            kind = REMOVED if now is None else ADDED
            yield Change(kind, name, _title(one, name), "", said if now is None else "", said if was is None else "")
            continue
        for key in _keys("measure", was, now):
            yield from _compare_key(name, key, was, now)


def _compare_key(name: str, key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    if old.get(key) == new.get(key):
        return
    if key == "scoring" and all(isinstance(one.get(key), dict) for one in (old, new)):
        pairs = _rule_pairs(old, new)
    elif key == "holds_against" and all(isinstance(one.get(key), dict) for one in (old, new)):
        inner = _keys("measure", old[key], new[key])
        pairs = [
            (f"{say_key('measure', key)} ▸ {_say_holding(one)}", one, old[key].get(one), new[key].get(one))
            for one in inner
        ]
    else:
        pairs = [(say_key("measure", key), key, old.get(key), new.get(key))]
    for title, inner_key, before, after in pairs:
        was, now = _say(inner_key, before, old), _say(inner_key, after, new)
        if was != now:
            yield Change(CHANGED, name, _title(new, name), title, was, now)


def _rule_pairs(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, Any, Any]]:
    """The rule itself where it is another, else its parameters."""
    was, now, title = old["scoring"], new["scoring"], say_key("measure", "scoring")
    if was.get("rule") != now.get("rule"):
        return [(title, "scoring", was, now)]
    keys = [key for key in dict.fromkeys([*was, *now]) if key != "rule"]
    return [(f"{title} ▸ {say_key('parameters', key)}", key, was.get(key), now.get(key)) for key in keys]


def _say_holding(key: str) -> str:
    return key_titles()["holding"].get(key) or say_key("measure", key)


def _keys(part: str, *sides: Mapping[str, Any]) -> list[str]:
    known = list(key_titles()[part])
    found = {key for side in sides for key in side}
    return sorted(found, key=lambda key: (known.index(key) if key in known else len(known), str(key)))


def _title(measure: Mapping[str, Any], name: str) -> str:
    return str(measure.get("title") or name)


def _say_whole(measure: Mapping[str, Any]) -> str:
    points = f"{_say('points', measure['points'], {})} 分，" if measure.get("points") is not None else ""
    return points + _say("scoring", measure.get("scoring"), measure)


def _say(key: str, value: Any, measure: Mapping[str, Any]) -> str:
    """A value of a key in words; `—` for nothing."""
    if value is None or value == "" or value == [] or value == {}:
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if key == "scoring" and isinstance(value, dict):
        return say_scoring(value, str(measure.get("unit") or ""))
    if isinstance(value, dict):
        return "，".join(f"{_say_inner(name)} {_say(name, one, measure)}" for name, one in value.items())
    if isinstance(value, list):
        return "、".join(_say(key, one, measure) for one in value)
    if isinstance(value, int | float):
        return words.say_line(value, str(measure["unit"])) if _is_line(key, measure) else words.say_number(value)
    if key in ("of", "scope"):
        return say_choice(f"parameters.{key}", str(value))
    named = {"direction": DIRECTION_WORDS, "unit": UNIT_WORDS, "amount_unit": UNIT_WORDS, "rule": key_titles()["rules"]}
    if key == "table" and value in read_tables():
        return read_tables()[value].title
    if key in ("valid_from", "valid_to"):
        return _say_month(str(value))
    return named.get(key, {}).get(str(value), str(value))


def _say_month(text: str) -> str:
    """A month in words; what is none, as a draft may have it, stands as it is."""
    try:
        return words.say_period(text)
    except ValueError:
        return text


def _say_inner(key: str) -> str:
    titles = key_titles()
    return next((titles[part][key] for part in ("parameters", "lights", "measure") if key in titles[part]), key)


def _is_line(key: str, measure: Mapping[str, Any]) -> bool:
    return key in _IN_UNIT and words.is_unit(str(measure.get("unit") or ""))


def say_scoring(scoring: Mapping[str, Any], unit: str) -> str:
    """A scoring rule as it is declared: `两线之间按比例得分（零分线 80%，满分线 100%）`, also one that is not complete."""
    rule = key_titles()["rules"].get(str(scoring.get("rule")), str(scoring.get("rule") or NOTHING))
    given = [(key, value) for key, value in scoring.items() if key != "rule"]
    said = "，".join(_say_parameter(key, value, unit) for key, value in given)
    return f"{rule}（{said}）" if said else rule


def _say_parameter(key: str, value: Any, unit: str) -> str:
    if key == "beyond":
        return "须好于线" if value is True else "到线即可"
    return f"{say_key('parameters', key)} {_say(key, value, {'unit': unit})}"


def say_rule(raw: Mapping[str, Any]) -> str:
    """The rule of a measure as a notice would say it; as it is declared while it is not complete, `不计分` without any."""
    scoring = raw.get("scoring")
    if not isinstance(scoring, dict) or not scoring:
        return NOT_SCORED
    unit = str(raw.get("unit") or "")
    try:
        rule = read_rule(
            scoring, points=raw.get("points"), direction=str(raw.get("direction")), unit=unit, where=Where("", "scoring")
        )  # fmt: skip
    except UserError:
        return say_scoring(scoring, unit)
    return rule.describe()
