"""The plain twin of scoring and ranking: dicts and loops, written from the rules' words and not from the program.

Slow and simple on purpose. Unknown is None, never a number.
"""

import math
from typing import Any

NOISE = 1e-9
Row = dict[str, Any]


def share(scoring: dict[str, Any], direction: str, points: float, row: Row) -> float | None:
    """Earned share of the points by the declared rule, or None when the place cannot be scored."""
    worst = row if "scored_value" not in row else row | {"value": row["scored_value"]}
    value, last, average, short = (
        known(worst.get(key)) for key in ("value", "last_year_value", "average", "rows_short")
    )
    short = short if short is None else short + row.get("unknown", 0)
    rule = scoring["rule"]
    if rule == "per_case":
        cases = short if scoring.get("of") == "rows_short" else value
        if cases is None:
            return None
        off = scoring["per_case"] * max(0, cases - scoring.get("free", 0))
        return between_0_and_1(1 - min(off, scoring.get("most", points)) / points)
    if value is None:
        return None
    if rule in ("threshold", "threshold_gap"):
        return yes(enough(value, scoring.get("full_at", 0), direction, scoring))
    if rule == "threshold_above_last_year":
        if last is None:
            return None
        return yes(enough(value, scoring["full_at"], direction, scoring) and not reaches(last, value, direction))
    if rule == "not_below_last_year":
        return None if last is None else yes(enough(value, last, direction, scoring))
    if rule == "above_last_year_and_growth":
        if last is None:
            return None
        more, faster = value > last + NOISE, average is not None and value > average + NOISE
        part = 0.0 if average is None else scoring["growth_share"]
        return (1 - part) * more + part * faster
    if rule in ("linear", "proportional") and reaches(value, scoring["full_at"], direction):
        return 1.0
    if rule == "linear":
        way = (value - scoring["zero_at"]) / (scoring["full_at"] - scoring["zero_at"])
        return between_0_and_1(way)
    if rule == "proportional":
        if "none_below" in scoring and not reaches(value, scoring["none_below"], direction):
            return 0.0
        return between_0_and_1(value / scoring["full_at"])
    if rule in ("per_step", "per_step_behind"):
        line = scoring["full_at"] if rule == "per_step" else last if scoring["of"] == "last_year" else average
        if line is None:
            return None
        missing = line - value if direction == "higher_is_better" else value - line
        whole_steps = 0
        if missing > 0:
            whole_steps = math.floor(missing / scoring["step"] + NOISE)
        return between_0_and_1(1 - min(scoring["per_step"] * whole_steps, scoring.get("most", points)) / points)
    if rule in ("steps", "bonus_steps"):
        return max([step["share"] for step in scoring["steps"] if reaches(value, step["at"], direction)], default=0.0)
    if rule == "versus_average":
        if average is None:
            return None
        if enough(value, average, direction, scoring):
            return 1.0
        if "zero_below" not in scoring:
            return 0.0
        return between_0_and_1(1 - abs(average - value) / scoring["zero_below"])
    if rule == "bonus":
        if reaches(value, scoring["max"] / scoring["per_case"], direction):
            return 1.0
        return between_0_and_1(scoring["per_case"] * value / scoring["max"])
    if rule == "grade_cap":
        return yes(reaches(value, scoring.get("allowed", 0), "lower_is_better"))
    if rule == "veto":
        return yes(enough(value, scoring.get("allowed", 0), "lower_is_better", scoring))
    raise AssertionError(rule)


def score_place(rows: dict[str, Row], measures: dict[str, dict[str, Any]], total: float = 100.0) -> dict[str, Any]:
    """One place: marks by measure and the place's sums. `rows` by measure; a measure without a row is missing."""
    earned: dict[str, float | None] = {}
    broken: list[dict[str, Any]] = []
    for name, measure in measures.items():
        row = rows.get(name, {"state": "missing"})
        got = None
        if row["state"] == "reported" and measure["scoring"] is not None:
            got = share(measure["scoring"], measure["direction"], measure["points"], row)
        if got is not None and measure["scoring"]["rule"] == "veto" and got == 0:
            broken.append(measure)
        earned[name] = got * measure["points"] if got is not None and measure["points"] else None
    for name, measure in measures.items():
        if earned[name] is not None and any(covers(veto, measure) for veto in broken):
            earned[name] = 0.0
    plain = [name for name, measure in measures.items() if measure["points"] and not is_bonus(measure)]
    scored = sum(measures[name]["points"] for name in plain if earned[name] is not None)
    applies = [name for name in plain if rows.get(name, {}).get("state") != "not_applicable"]
    applicable = sum(measures[name]["points"] for name in applies)
    is_enough = applicable and scored / applicable >= 0.8 - NOISE
    held = sum(measures[name]["points"] for name in plain if earned[name] is None and is_held(rows.get(name, {})))
    factor = total / (scored + held) if is_enough else 1.0
    scores: dict[str, float | None] = {}
    for name, measure in measures.items():
        got = earned[name]
        scores[name] = got if got is None or is_bonus(measure) else got * factor
    return {
        "measures": scores,
        "score": sum(one for one in scores.values() if one is not None) if is_enough else None,
        "reported_share": scored / applicable if applicable else None,
    }


def is_held(row: Row) -> bool:
    """Whether the place itself left out what there should be: its points stay in the total."""
    state = row.get("state", "missing")
    return state in ("unknown", "incomplete") or (state == "missing" and row.get("unknown", 0) > 1)


def rank(places: dict[str, tuple[str, float | None, float | None]], least: float = 0.8) -> dict[str, int | None]:
    """Rank of each place among its league: 1 + how many ranked places of the league are better. Input (league, score, share)."""
    ranked = {
        place: (league, score)
        for place, (league, score, reported) in places.items()
        if score is not None and reported is not None and reported >= least - NOISE
    }
    ranks: dict[str, int | None] = dict.fromkeys(places)
    for place, (league, score) in ranked.items():
        rivals = [other for other_league, other in ranked.values() if other_league == league]
        ranks[place] = 1 + sum(other > score + NOISE * max(1, abs(other)) for other in rivals)
    return ranks


def covers(veto: dict[str, Any], measure: dict[str, Any]) -> bool:
    scope = veto["scoring"]["scope"]
    if scope == "total":
        return True
    if scope == "measure":
        return measure["id"] == veto["id"]
    return measure[scope] == veto[scope]


def is_bonus(measure: dict[str, Any]) -> bool:
    return measure["scoring"] is not None and measure["scoring"]["rule"] in ("bonus", "bonus_steps")


def known(value: Any) -> float | None:
    return None if value is None or not math.isfinite(value) else value


def reaches(value: float, line: float, direction: str) -> bool:
    slack = NOISE * max(1, abs(line))
    return value >= line - slack if direction == "higher_is_better" else value <= line + slack


def enough(value: float, line: float, direction: str, scoring: dict[str, Any]) -> bool:
    """At the line or better; better than the line where the rule says so."""
    if not scoring.get("beyond"):
        return reaches(value, line, direction)
    return not reaches(line, value, direction) and abs(value - line) > NOISE * max(1, abs(line))


def yes(is_met: bool) -> float:
    return 1.0 if is_met else 0.0


def between_0_and_1(number: float) -> float:
    return min(1.0, max(0.0, number))
