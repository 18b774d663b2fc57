"""Slides of where places stand: rank and countdown, league, lights, map, what costs most marks."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from core import words
from core.lights import LIGHTS
from core.settings import map_review_number
from geo.boundaries import outline_places
from geo.classes import NO_BOUNDARY, NO_DATA, NOT_APPLICABLE, ZERO, Classes, classify
from geo.legend import say_classes
from geo.simplifying import clean_coverage, simplify, tolerance_for
from indicators.evaluation import answers, ladder, leagues, map_choices, map_table, summary, unscored
from reports.deck import Bar, Bars, Figures, LegendLine, Matrix, Shape, Shapes, Slide, split_bars, split_rows
from shows.snapshot import Snapshot

LOSSES_SHOWN = 8
MATRIX_ROWS = 12
_DIGITS = 4


def make_standing(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """Rank, score and days left in large figures."""
    choice = leagues.first_choice(snapshot.evaluation)
    title = _say_standing(snapshot, choice) if snapshot.ours else _say_average(snapshot, choice)
    days = [(one.kind, one.figure(), one.say_dates()) for one in snapshot.rounds]
    if snapshot.ours:
        row = snapshot.table[snapshot.table["place_code"] == snapshot.ours].iloc[0].to_dict()
        own = [
            ("位次", words.say_rank(row["rank"], bool(row["is_tied"])), leagues.say_change(row)),
            (
                choice.title,
                leagues.say_value(row["value"], choice),
                ladder.say_gap(snapshot.table, snapshot.ours, choice),
            ),
        ]
    else:
        own = [
            tile[:3] for tile in summary.area_tiles(snapshot.evaluation, snapshot.table, choice, snapshot.area_word)[:2]
        ]
    return [Slide(title, answers.say_basis(snapshot.evaluation), (Figures((*own, *days)),), _notes(snapshot, choice))]


def make_league(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """Every place of every league, best first; by what is picked (`by`)."""
    choice = _choice(snapshot, picks)
    table = leagues.league_table(snapshot.evaluation, choice, snapshot.evaluation.before)
    average, name = leagues.average_of(table, snapshot.area_word)
    slides = []
    for league in leagues.league_order(table):
        rows = table[(table["league"] == league) & table["rank"].notna()]
        parts = split_bars(Bars(
            tuple(_bar(row, choice, snapshot.ours) for row in rows.to_dict("records")), choice.title,
            average=None if words.is_missing(average) or not name else float(average), average_name=name,
        ))  # fmt: skip
        title = _say_league(snapshot, choice, table, rows)
        for number, bars in enumerate(parts, 1):
            under = f"{league}，{choice.title}，较上期的位次变化写在后面"
            if bars.rows:
                of = f"（{number}/{len(parts)}）" if len(parts) > 1 else ""
                slides.append(Slide(title + of, under, (bars,), _notes(snapshot, choice)))
    return slides or [Slide(_say_standing(snapshot, choice, table), answers.say_basis(snapshot.evaluation))]


def make_lights(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """Lights of every place by indicator."""
    cuts, table = snapshot.framework.indicators, answers.light_table(snapshot.evaluation)
    titles = [cut.title for cut in cuts]
    counts = answers.count_lights(table, titles)
    lagging = {title: int((table[title] == "behind").sum()) for title in titles}
    worst = max(lagging, key=lambda title: lagging[title], default="")
    short = {cut.title: cut.short for cut in cuts}
    title = (
        f"{len(table)}个县{len(cuts)}项指标中滞后 {counts.get('behind', 0)} 项，最多的是{short[worst]}（{lagging[worst]}个县）"
        if worst and lagging[worst]
        else f"{len(table)}个县{len(cuts)}项指标没有滞后的"
    )
    names = table.set_index("place_code")["place_name"]
    ours = str(names.get(snapshot.ours, ""))
    rows = [(str(row["place_name"]), tuple(_light(row[one]) for one in titles)) for row in table.to_dict("records")]
    heads = tuple(cut.short for cut in cuts)
    under = f"{summary.say_light_rule(snapshot.framework)}；县按位次排"
    return [
        Slide(title, under, (Matrix(heads, tuple(part), ours),), _notes(snapshot))
        for part in split_rows(rows, MATRIX_ROWS)
    ]


def make_map(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """What is picked (`by`) on the outlines of the area."""
    choice = _choice(snapshot, picks, is_map=True)
    table = map_table(snapshot.evaluation, choice, snapshot.evaluation.before)
    area = snapshot.evaluation.area
    outlines = outline_places(area)
    values = table.set_index("place_code")["value"]
    left_out = set(table.loc[table["light"] == "not_applicable", "place_code"])
    codes = list(outlines["place_code"])
    classes = classify(values, direction=choice.direction, not_applicable=left_out, outline_codes=codes)
    legend = tuple(
        LegendLine(colour, said, count)
        for colour, said, count in say_classes(classes, lambda value: words.say_value(value, choice.unit))
    )
    shapes = _shapes(outlines, values, classes, choice, snapshot.ours)
    picture = Shapes(shapes, legend, choice.title, map_review_number())
    under = f"{words.say_as_of(snapshot.evaluation.period, snapshot.day)}，颜色越深数值越大"
    return [Slide(_say_ends(table, choice), under, (picture,), _notes(snapshot, choice))]


def make_losses(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """The measures that cost most marks, and what wins them back."""
    losses = answers.top_losses(snapshot.evaluation, snapshot.ours, LOSSES_SHOWN)
    if losses.empty:
        return [Slide(unscored.say_no_loss(snapshot.evaluation, snapshot.ours), answers.say_basis(snapshot.evaluation))]
    title = answers.say_top_loss(losses, bool(snapshot.ours))
    rows = losses.to_dict("records")
    bars = Bars(tuple(Bar(str(row["title"]), float(row["lost"]), _say_lost(row, snapshot)) for row in rows), "失分")
    under = summary.say_losses(snapshot.evaluation, losses, snapshot.ours)
    by_when = snapshot.next_round.say_by_when()
    needed = "\n".join(f"{row['title']}：{row['needed'] or row['department']}" for row in rows)
    return [Slide(title, "；".join(part for part in (under, by_when) if part), (bars,), needed)]


def _choice(snapshot: Snapshot, picks: Mapping[str, str], *, is_map: bool = False) -> leagues.Choice:
    known = map_choices(snapshot.framework) if is_map else leagues.choices(snapshot.framework)
    return known.get(picks.get("by", ""), leagues.first_choice(snapshot.evaluation))


def _say_standing(snapshot: Snapshot, choice: leagues.Choice, table: pd.DataFrame | None = None) -> str:
    rows = snapshot.table if table is None else table
    own = rows[rows["place_code"] == snapshot.ours]
    if own.empty or "is_tied" not in rows:
        return answers.say_leaders(rows, choice, snapshot.area_word)
    return answers.say_place(own.iloc[0].to_dict(), choice, snapshot.area_word)


def _say_league(snapshot: Snapshot, choice: leagues.Choice, table: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Of our league how far we are from the next place ahead; of another, and of an area, who leads and who is last."""
    own = rows[rows["place_code"] == snapshot.ours]
    if own.empty:
        return answers.say_leaders(rows, choice, snapshot.area_word)
    return f"{own.iloc[0]['place_name']}{ladder.say_gap(table, snapshot.ours, choice)}"


def _say_average(snapshot: Snapshot, choice: leagues.Choice) -> str:
    """How long it is to the next round, the average, and how many places are below the normal line."""
    average, name = leagues.average_of(snapshot.table, snapshot.area_word)
    said = [] if words.is_missing(average) else [f"{name}{leagues.say_value(average, choice)}"]
    share = snapshot.table["score"] / snapshot.table["points"]
    if snapshot.framework.is_scored and share.notna().any():
        normal = words.say_line(snapshot.framework.normal_at, "percent")
        said.append(f"{int((share < snapshot.framework.normal_at).sum())}个县得分率不到{normal}")
    coming = snapshot.next_round
    before = f"{coming.kind}{coming.figure()}" if coming.kind else ""
    return "，".join(part for part in (before, *said) if part) or _say_standing(snapshot, choice)


def _say_ends(table: pd.DataFrame, choice: leagues.Choice) -> str:
    """`参考得分：最高花垣县 87.82 分，最低永顺县 45.99 分，相差 41.83 分`, over all leagues together."""
    known = table[table["value"].notna()].sort_values("value", kind="stable")
    if len(known) < 2:
        return f"{choice.title}：{len(known)}个地方有数据"
    low, high = known.iloc[0], known.iloc[-1]
    gap = ladder.say_step(float(high["value"] - low["value"]), choice)
    return (
        f"{choice.title}：最高{high['place_name']} {leagues.say_value(high['value'], choice)}，"
        f"最低{low['place_name']} {leagues.say_value(low['value'], choice)}，相差 {gap}"
    )


def _bar(row: Mapping[str, object], choice: leagues.Choice, ours: str) -> Bar:
    value = leagues.say_value(row["value"], choice)  # type: ignore[arg-type]
    change = leagues.say_change(row).partition("（")[0]
    said = value if change in ("", words.MISSING_WORDS) else f"{value}　{change}"
    number = None if words.is_missing(row["value"]) else float(row["value"])  # type: ignore[arg-type]
    label = f"{int(row['rank'])} {row['place_name']}"  # type: ignore[call-overload]
    return Bar(label, number, said, row["place_code"] == ours)


def _light(value: object) -> str:
    return str(value) if str(value) in LIGHTS else "missing"


def _say_lost(row: Mapping[str, object], snapshot: Snapshot) -> str:
    lost = f"−{words.say_value(row['lost'], 'points')}"  # type: ignore[arg-type]
    return lost if snapshot.ours else f"平均 {lost}"


def _shapes(
    places: gpd.GeoDataFrame, values: pd.Series, classes: Classes, choice: leagues.Choice, ours: str
) -> tuple[Shape, ...]:
    if places.empty:
        return ()
    cleaned = places.set_geometry(clean_coverage(places.geometry.to_numpy()), crs=places.crs)
    coarse = simplify(cleaned, tolerance_for(cleaned.geometry.to_numpy()))
    shrink = _shrink(coarse.geometry.to_numpy())
    found = []
    for code, name, shape in zip(coarse["place_code"], coarse["place_name"], coarse.geometry, strict=True):
        look = classes.look.get(code, NO_DATA)
        value = values.get(code)
        said = "" if words.is_missing(value) else words.say_value(value, choice.unit)
        point = shapely.maximum_inscribed_circle(shape).coords[0]
        colour = "" if look in (NO_DATA, NOT_APPLICABLE, NO_BOUNDARY, ZERO) else classes.classes[int(look)].colour
        rings = tuple(
            tuple((round(x * shrink, _DIGITS), round(-y, _DIGITS)) for x, y in part.exterior.coords)
            for part in getattr(shape, "geoms", [shape])
        )
        at = (round(point[0] * shrink, _DIGITS), round(-point[1], _DIGITS))
        found.append(Shape(code, name, rings, at, colour, said, code == ours))
    return tuple(found)


def _shrink(shapes: Any) -> float:
    """How much shorter a degree to the east is than one to the north, in the middle of the area."""
    _, south, _, north = shapely.total_bounds(shapes)
    return math.cos(math.radians((south + north) / 2))


def _notes(snapshot: Snapshot, choice: leagues.Choice | None = None) -> str:
    """Definition and source, for the one who speaks."""
    parts = [answers.say_basis(snapshot.evaluation)]
    if choice is not None and choice.is_value:
        measure = snapshot.framework.measures[choice.key]
        parts += [f"口径：{measure.says}", f"依据：{measure.source}"]
    else:
        parts.append(f"依据：{snapshot.framework.source}")
    return "\n".join(part for part in parts if part)
