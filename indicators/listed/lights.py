"""The light table of an area, and what a place lost, as sheets."""

import pandas as pd

from indicators.evaluation import Evaluation, answers, list_marks, marks, say_basis, summary
from indicators.listed.cells import light_words, numbers, scale_of, texts
from reports.workbook import Column, Sheet


def list_lights(evaluation: Evaluation, area: str) -> Sheet:
    """A row a place: rank, score, a light of every indicator as shape and word."""
    table, cuts = answers.light_table(evaluation), evaluation.framework.indicators
    cells = {
        "rank": numbers(table["rank"]),
        "place": list(table["place_name"]),
        "league": list(table["league"]),
        "score": numbers(table["score"]),
        **{f"cut{n}": [light_words(str(light)) for light in table[cut.title]] for n, cut in enumerate(cuts)},
    }
    columns = [
        Column("rank", "位次", 6, "serial"),
        Column("place", "县", 18),
        Column("league", "分组", 10),
        Column("score", "参考得分", 10, "money"),
        *(Column(f"cut{n}", cut.title, 11) for n, cut in enumerate(cuts)),
    ]
    lines = [say_basis(evaluation), summary.say_light_rule(evaluation.framework)]
    return Sheet("各项指标灯", f"{area}各项指标的灯", lines, columns, pd.DataFrame(cells, dtype=object))


def list_losses(evaluation: Evaluation, place_code: str, name: str) -> Sheet:
    """Every measure with marks of one place, most marks lost first, and what wins them back."""
    rows = list_marks(evaluation, place_code)
    cells = {
        "title": texts(rows["title"]),
        "aspect": texts(rows["aspect"]),
        "indicator": texts(rows["indicator"]),
        "value": texts(rows["value_words"]),
        "full": texts(rows["full_words"]),
        "points": numbers(rows["points"]),
        "score": numbers(rows["score"]),
        "lost": numbers(rows["lost"]),
        "needed": texts(rows["needed"]),
        "state": texts(rows["state_words"]),
        "department": texts(rows["department"]),
    }
    columns = [
        Column("title", "测算项", 28),
        Column("aspect", "方面", 10),
        Column("indicator", "指标", 16),
        Column("value", "现值", 14),
        Column("full", "满分线", 14),
        Column("points", "分值", 8, "money"),
        Column("score", "得分", 8, "money"),
        Column("lost", "失分", 8, "money"),
        Column("needed", "补到满分", 20),
        Column("state", "状态", 12),
        Column("department", "责任单位", 14),
    ]
    return Sheet(
        "失分", f"{name}各项得分和失分", [say_basis(evaluation)], columns, pd.DataFrame(cells, dtype=object), frozen=1
    )


def list_map(table: pd.DataFrame, title: str, unit: str, area: str, lines: list[str]) -> Sheet:
    """A row a place of `map_table`: rank, value, light."""
    scale, kind = scale_of(unit)
    cells = {
        "rank": numbers(table["rank"]),
        "place": texts(table["place_name"]),
        "league": texts(table["league"]),
        "value": numbers(table["value"], scale),
        "light": [light_words(str(light)) for light in table["light"]],
    }
    word = marks.say_unit(unit)
    columns = [
        Column("rank", "位次", 6, "serial"),
        Column("place", "县", 20),
        Column("league", "分组", 12),
        Column("value", f"{title}\n（{word}）", 20, kind),
        Column("light", "亮灯", 12),
    ]
    return Sheet("地图数值", f"{area}：{title}", lines, columns, pd.DataFrame(cells, dtype=object))
