"""The plain twin of a whole evaluation: rows as dicts, loops, and each measure written again in Python from its words.

Slow and simple on purpose; it shares no code with the program but the YAML files' points and scoring parameters. The measures
stand beside it: `reported`, `projects`, `registers`; their names are the keys there.
"""

import ast
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tests.indicators.evaluation.twins import projects, registers, reported
from tests.indicators.evaluation.twins.sums import (
    Row,
    by_county,
    newest_of,
    of_county,
    period_end,
    same_day_before,
    year_before,
)  # fmt: skip
from tests.indicators.scoring import twin_scoring

AT_MOST = 0.05
"""Up to this share of unknown rows a measure is scored."""
FOLDER = Path(__file__).parents[4] / "indicators" / "definitions" / "consolidation_2021"
MEASURES = (reported, projects, registers)
"""The modules that give measures a value."""


def evaluate(
    tables: dict[str, list[Row]],
    period: str,
    counties: dict[str, str],
    day: date | None = None,
    choose_source: Callable[[dict[str, Row], str], None] = lambda facts, county: None,
) -> dict[str, Any]:
    """{county: {"measures": {id: facts and score}, "score", "reported_share", "rank"}}. `counties` maps code → league, `day`
    is the day of view inside the period (None: its last); last year is looked at on the same day. `choose_source` puts a
    county's registers in the place of what it reported (`behind_reports`).
    """
    definitions = read_definitions()
    seen = day or period_end(period)
    mine = by_county(tables, counties)
    facts = {county: county_facts(mine[county], county, period, seen) for county in counties}
    last = {
        county: county_facts(mine[county], county, year_before(period), same_day_before(seen)) for county in counties
    }
    for county in counties:
        for name, fact in facts[county].items():
            if not name.startswith("_"):
                before = last[county].get(name, {})
                fact["last_year_value"] = before.get("value") if unknown_share(before) <= AT_MOST else None
        reported.add_growths(facts[county], last[county])
        reported.add_townships(facts[county], mine[county], county, period)
        choose_source(facts[county], county)
        for fact in facts[county].values():
            settle(fact)
    present = {county for county in counties if facts[county]}
    add_averages(tables, facts, present, period)
    for row in tables.get("not_applicable", []):
        if row["period"] == period[:4] and row["place_code"] in facts:
            facts[row["place_code"]].setdefault(row["measure"], {})["state"] = "not_applicable"
    answer = {}
    for county in sorted(present):
        scored = twin_scoring.score_place(facts[county], definitions)
        answer[county] = {"facts": facts[county], **scored}
    ranks = twin_scoring.rank(
        {county: (counties[county], answer[county]["score"], answer[county]["reported_share"]) for county in answer}
    )
    for county in answer:
        answer[county]["rank"] = ranks[county]
    return answer


def unknown_share(fact: Row) -> float:
    """What cannot be judged or was not sent, of all there should be."""
    unknown = fact.get("unknown", 0) + fact.get("absent", 0)
    return unknown / (unknown + fact["judged"]) if unknown else 0.0


def settle(fact: Row) -> None:
    """Not scored where too much is unknown; otherwise from the value at worst."""
    if fact["state"] != "reported" or not fact.get("unknown", 0) + fact.get("absent", 0):
        return
    if unknown_share(fact) > AT_MOST or fact.get("is_undecided") or fact.get("scored_value", 0) is None:
        fact["state"] = "incomplete" if fact.get("absent") else "unknown"


def twin_names() -> set[str]:
    """The measures that have a twin: the keys of the dictionaries and of `facts[…]` in the modules of measures."""
    trees = [ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")) for module in MEASURES]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    keys = [key for node in nodes if isinstance(node, ast.Dict) for key in node.keys]
    keys += [node.slice for node in nodes if isinstance(node, ast.Subscript)]
    return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def read_definitions() -> dict[str, dict[str, Any]]:
    """Points and scoring of every measure straight from the YAML files."""
    definitions = {}
    for path in sorted(FOLDER.glob("*/*.yaml")):
        if path.parent.name == "archive":
            continue
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        scoring = raw.get("scoring")
        points = 0 if scoring is None or (scoring["rule"] == "veto" and "points" not in raw) else raw.get("points")
        if scoring is not None and scoring["rule"] == "bonus":
            points = scoring["max"]
        definitions[path.stem] = {
            "id": path.stem, "aspect": raw["aspect"], "indicator": raw["indicator"], "direction": raw["direction"],
            "points": points, "scoring": scoring,
        }  # fmt: skip
    return definitions


def county_facts(tables: dict[str, list[Row]], county: str, period: str, seen: date) -> dict[str, Row]:
    """Measure → value, numerator, denominator, rows_short, state of one county on the day seen; nothing at all when it has
    no rows.
    """
    facts: dict[str, Row] = {}
    facts.update(reported.township_facts(of_county(tables, "township_progress", county, period)))
    facts.update(reported.figure_facts(of_county(tables, "indicator_values", county, period)))
    facts.update(reported.sum_facts(tables, county, period))
    yearly = {row["item"]: row["value"] for row in of_county(tables, "indicator_values", county, period[:4])}
    facts.update(
        {f"_{name}": yearly[item] for name, item in reported.FIGURE_GROWTHS.items() if yearly.get(item) is not None}
    )
    facts.update(
        reported.growth_change(
            of_county(tables, "indicator_values", county, str(int(period[:4]) - at)) for at in range(3)
        )
    )
    facts.update(projects.project_facts(tables, county, period, seen))
    facts.update(registers.asset_facts(tables, county, period, seen))
    facts.update(registers.solar_facts(newest_of(tables, "solar_stations", county, period)))
    facts.update(registers.person_facts(newest_of(tables, "monitored_persons", county, period)))
    facts.update(registers.home_facts(newest_of(tables, "monitored_persons", county, period), period))
    facts.update(registers.work_facts(newest_of(tables, "migrant_work", county, period)))
    facts.update(registers.village_facts(newest_of(tables, "village_facts", county, period)))
    facts.update(registers.survey_facts(tables, county, period, seen))
    return facts


def add_averages(
    tables: dict[str, list[Row]], facts: dict[str, dict[str, Row]], present: set[str], period: str
) -> None:
    """The imported average of the province, else sum over sum (the mean for counts and totals) of the counties, two at least."""
    imported = {
        (row["place_code"], row["measure"]): row["value"]
        for row in tables.get("reference_values", [])
        if row["period"] == period
    }
    names = {name for county in present for name in facts[county]}
    for name in names:
        sent = [facts[county][name] for county in present if facts[county].get(name, {}).get("state") == "reported"]
        tops, bottoms = [f.get("numerator") for f in sent], [f.get("denominator") for f in sent]
        if sent and None not in tops and None not in bottoms and sum(bottoms):
            own = sum(tops) / sum(bottoms) - (1 if name in reported.FIGURE_GROWTHS else 0)
        else:
            own = sum(f["value"] for f in sent) / len(sent) if sent else None
        own = own if len(sent) > 1 else None
        for county in present:
            if name in facts[county]:
                facts[county][name]["average"] = imported.get((f"{county[:2]}0000", name), own)
    for county in present:
        kept, growth = facts[county].get("workers_kept", {}), imported.get(("100000", "workers_kept_growth"))
        last = kept.get("last_year_value")
        kept["average"] = None if None in (last, growth) else last * (1 + growth)
