"""What the commands answer as JSON, as facts."""

import io
import json
from collections import Counter
from contextlib import redirect_stdout
from typing import Any

from indicators.__main__ import main
from tests.pages.one_value.facts import CHECK, MEASURE, PLACE, QUALITY, Facts
from tests.pages.one_value.on_pages import ALL, read_needed
from tests.pages.one_value.world import AREA, DAY, PERIOD, World

FIGURES = ("value", "numerator", "denominator", "points", "score", "lost", "rows_short", "rank")
WORLDS = ("reported", "register")
QUALITY_FRAMEWORK = "data_quality"


def ask(*arguments: str) -> Any:
    """The JSON that a command prints."""
    said = io.StringIO()
    with redirect_stdout(said):
        assert main([*arguments, "--json"]) == 0
    return json.loads(said.getvalue())


def read_evaluate(facts: Facts, world: World, scope: str) -> None:
    """`evaluate`, of the framework that is scored and of the one that looks at the data."""
    where = "evaluate --json"
    for place in ask("evaluate", "--period", PERIOD, "--scope", scope, "--day", DAY)["places"]:
        code = place["place_code"]
        for name, quantity in (("score", "得分"), ("rank", "位次"), ("reported_share", "已有数据")):
            facts.add(where, (PLACE, ALL, quantity), code, place[name])
        unscored = [
            world.framework.measures[name].points
            for name, told in place["measures"].items()
            if told["score"] is None and not world.framework.measures[name].is_bonus
        ]
        if sum(unscored):
            facts.add(where, (PLACE, ALL, "没有计分"), code, float(sum(unscored)))
        for title, cut in place["indicators"].items():
            facts.add(where, (PLACE, title, "得分"), code, cut["score"])
        for measure, told in place["measures"].items():
            title = world.framework.measures[measure].title
            for name in FIGURES:
                if name not in ("points", "score", "lost") or told["state"] == "scored":
                    facts.add(where, (MEASURE, title, name), code, told[name])
            for name in WORLDS:
                for part in ("numerator", "denominator"):
                    facts.add(where, (MEASURE, title, f"{name}_{part}"), code, told[name][part])
            if told["state"] == "scored" and told["needed"]:
                read_needed(facts, where, title, code, told["needed"])


def read_quality(facts: Facts, scope: str) -> None:
    """`evaluate` of the rules between tables."""
    titles = {
        one["id"]: one["title"]
        for one in ask("measures", "--framework", QUALITY_FRAMEWORK)["frameworks"][0]["measures"]
    }
    asked = ("evaluate", "--framework", QUALITY_FRAMEWORK, "--period", PERIOD, "--scope", scope, "--day", DAY)
    for place in ask(*asked)["places"]:
        for measure, told in place["measures"].items():
            key = (QUALITY, titles[measure], "对不上")
            facts.add("evaluate --json：数据质量", key, place["place_code"], told["rows_short"])


def read_declared(facts: Facts, world: World) -> None:
    """`measures`: the points."""
    for one in ask("measures", "--framework", world.framework.id)["frameworks"][0]["measures"]:
        if one["kind"] != "check" and one["points"]:
            facts.add("measures --json", (MEASURE, one["title"], "declared_points"), AREA, one["points"])


def read_short(facts: Facts, world: World, measure: str) -> None:
    """`shortfall` of the whole area: how many rows there are of each county, and the sum."""
    where, title = "shortfall --json", world.framework.measures[measure].title
    told = ask("shortfall", "--measure", measure, "--place", AREA, "--period", PERIOD, "--day", DAY)
    facts.add(where, (MEASURE, title, "rows_short"), AREA, told["count"])
    for code, count in Counter(str(row["county_code"]) for row in told["rows"]).items():
        facts.add(where, (MEASURE, title, "rows_short"), code, count)


def read_reconciled(facts: Facts) -> None:
    """`reconcile`: how many figures of townships differ, in all and by county, and the figures of the counties."""
    where = "reconcile --json"
    asked = ("reconcile", "--period", PERIOD, "--scope", AREA, "--day", DAY)
    told = ask(*asked)
    facts.add(where, (QUALITY, "填报与登记", "对不上"), AREA, told["differing"])
    facts.add(where, (QUALITY, "填报与登记", "核对"), AREA, len(told["registers"]))
    for code, count in Counter(row["place_code"][:6] for row in told["registers"]).items():
        facts.add(where, (QUALITY, "填报与登记", "核对"), code, count)
    for code, count in Counter(row["place_code"][:6] for row in told["registers"] if not row["is_within"]).items():
        facts.add(where, (QUALITY, "填报与登记", "对不上"), code, count)
    for row in ask(*asked, "--level", "county")["registers"]:
        if row["figure"] != "open":
            facts.add(where, (MEASURE, row["title"], f"reported_{row['figure']}"), row["place_code"], row["reported"])
            facts.add(where, (MEASURE, row["title"], f"register_{row['figure']}"), row["place_code"], row["registered"])


def read_checked(facts: Facts, world: World) -> None:
    """`check`: every rule over all that is stored, which is one area."""
    told = ask("check", "--period", PERIOD)
    facts.add("check --json", (CHECK, ALL, "疑点"), AREA, told["total"]["findings"])
    for one in told["checks"]:
        if one["population"]:
            facts.add("check --json", (CHECK, one["title"], "疑点"), AREA, one["findings"])
