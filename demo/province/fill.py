"""Invented data of a whole province (or only a figure for every county of the country), written straight to the store.

For measuring speed: as many rows as a province has, drawn with whole arrays. The counties' codes and names are the
built-in ones; every figure is invented.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.places import Place, PlaceIndex
from core.settings import DEMO_MARK
from demo.figures.lists import list_milestones, list_reference_values, list_schedule_nodes
from demo.figures.tasks import CASES_FOUND, GROWTH, MAY_EXCEED, TASKS
from demo.places.world import PERIODS, PROVINCE, SEED, TODAY, seeded_generator
from demo.province.frames import (
    FILE,
    TOWNSHIPS_A_COUNTY,
    VILLAGES_A_TOWNSHIP,
    county_columns,
    make_frame,
    number_texts,
    pick_texts,
    township_columns,
)
from demo.province.money import invent_assets, invent_payments, invent_projects
from store import Store, find_table

PROJECTS = 200_000
LISTED = {
    "schedule_nodes": ("place_code", "period", "node_on", "target_rate"),
    "milestones": ("place_code", "period", "area", "kind", "title", "starts_on", "ends_on"),
    "reference_values": ("place_code", "place_name", "period", "measure", "value"),
}
"""Short list of the demonstration → its columns that a province has as well."""
WHO = "演示数据生成"


def fill_province(folder: Path, *, scope: str = PROVINCE, projects: int = PROJECTS, seed: int = SEED) -> dict[str, int]:
    """Writes 24 months of a province into an empty folder; returns the rows stored by table. Marked as 模拟数据.

    About 200 000 projects with 800 000 payments, a million rows of township progress, 88 000 of assets.
    """
    counties = PlaceIndex().scope_counties(scope)
    frames = {
        "places": _invent_places(counties, seed),
        "township_progress": _invent_progress(counties, seed),
        "indicator_values": invent_county_values(counties, PERIODS, seed),
        "assets": invent_assets(counties, seed),
    }
    drawn = invent_projects(counties, projects, seed)
    frames |= {"fund_projects": drawn, "fund_payments": invent_payments(drawn, counties, seed)}
    lists = {
        "schedule_nodes": list_schedule_nodes().assign(place_code=scope),
        "milestones": list_milestones().assign(place_code=scope),
        "reference_values": list_reference_values(),
    }
    frames |= {name: _listed(name, frame, *LISTED[name]) for name, frame in lists.items()}
    return _write(folder, frames, scope, seed)


def fill_country(folder: Path, *, seed: int = SEED) -> dict[str, int]:
    """Writes the newest month's county items for every county of the country, for the map of 2 891 counties."""
    counties = PlaceIndex().scope_counties("")
    return _write(folder, {"indicator_values": invent_county_values(counties, PERIODS[-1:], seed)}, "", seed)


def _write(folder: Path, frames: Mapping[str, pa.Table], scope: str, seed: int) -> dict[str, int]:
    store = Store(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        store.write(find_table(name), frame, WHO, FILE, "0" * 16, f"scale-{name}")
    mark = {"seed": str(seed), "today": TODAY.isoformat(), "place_code": scope, "note": "模拟数据"}
    (folder / DEMO_MARK).write_text(json.dumps(mark, ensure_ascii=False), encoding="utf-8")
    return {name: frame.num_rows for name, frame in frames.items()}


def _invent_places(counties: Sequence[Place], seed: int) -> pa.Table:
    """The counties' leagues, their townships and villages."""
    rng = seeded_generator(seed, "scale/places")
    count = len(counties)
    villages_of = np.repeat(np.arange(count * TOWNSHIPS_A_COUNTY), VILLAGES_A_TOWNSHIP)
    number = np.tile(np.arange(VILLAGES_A_TOWNSHIP), count * TOWNSHIPS_A_COUNTY)
    townships = township_columns(counties, np.arange(count * TOWNSHIPS_A_COUNTY))
    above = townships["place_code"].take(pa.array(villages_of))
    households = rng.integers(150, 451, len(villages_of))
    of_townships = households.reshape(-1, VILLAGES_A_TOWNSHIP).sum(1)
    of_counties = of_townships.reshape(-1, TOWNSHIPS_A_COUNTY).sum(1)
    sizes = np.concatenate([of_counties, of_townships, households])
    lower = len(of_townships) + len(households)
    generator = rng.random(count)
    leagues = [_league(place.name, dice) for place, dice in zip(counties, generator.tolist(), strict=True)]
    village_names = pc.binary_join_element_wise("第", pa.array(number + 1).cast(pa.string()), "村", "")
    parents = [place.parent_code for place in counties]
    columns = {
        "code": pa.concat_arrays(
            [pa.array([p.code for p in counties]), townships["place_code"], number_texts(above, number + 201, 3)]
        ),
        "name": pa.concat_arrays([pa.array([p.name for p in counties]), townships["place_name"], village_names]),
        "level": pa.array(["county"] * count + ["township"] * len(of_townships) + ["village"] * len(households)),
        "parent_code": pa.concat_arrays([pa.array(parents), townships["county_code"], above]),
        "league": pa.array([*leagues, *([None] * lower)], pa.string()),
        "rural_households": pa.array(sizes),
        "rural_persons": pa.array(sizes * 37 // 10),
    }
    return make_frame("places", columns)


def _league(name: str, dice: float) -> str:
    """City districts were never lifted; of the other counties six in ten."""
    return "脱贫县" if not name.endswith("区") and dice < 0.6 else "其他县"


def _invent_progress(counties: Sequence[Place], seed: int) -> pa.Table:
    """Every task × township × month."""
    rng = seeded_generator(seed, "scale/progress")
    count = len(counties) * TOWNSHIPS_A_COUNTY
    items = {item.code: item for item in find_table("township_progress").items}
    parts = []
    for code, task in TASKS.items():
        targets = np.rint(rng.integers(20, 900, count) * (task.share if task.per == "persons" else 1.0)) + 1
        level = np.repeat(rng.normal(0.96, 0.025, len(counties)), TOWNSHIPS_A_COUNTY) + rng.normal(0, 0.02, count)
        for period in PERIODS:
            month = int(period[5:]) - 1
            target = np.rint(targets * CASES_FOUND[month]) if task.kind == "cases" else targets
            done = np.rint(target * np.clip(level * GROWTH[task.kind][month], 0, MAY_EXCEED.get(code, 1.0)))
            parts.append((code, period, target, done))
    whole = len(parts)
    township = np.tile(np.arange(count), whole)
    which = np.repeat(np.arange(whole), count)
    columns = {
        **township_columns(counties, township),
        "period": pick_texts([part[1] for part in parts], which),
        "item": pick_texts([part[0] for part in parts], which),
        "item_title": pick_texts([items[part[0]].title for part in parts], which),
        "unit": pick_texts([items[part[0]].unit for part in parts], which),
        "target_count": np.concatenate([part[2] for part in parts]),
        "done_count": np.concatenate([part[3] for part in parts]),
    }
    return make_frame("township_progress", columns)


YEARLY = {
    "rural_income": (13_000, 0.1),
    "lifted_income": (11_500, 0.11),
    "population": (52, 0.0),
    "gdp": (2_000_000, 0.07),
}
MONTHLY = {
    "surveyed_households": 300, "satisfied_households": 288, "petitions": 2, "repeat_petitions": 0, "media_problems": 0,
    "leaders_interviewed": 36, "leaders_informed": 34, "meetings_planned": 12, "meetings_held": 12, "policies_due": 16,
    "policies_issued": 15, "lifted_households": 9_000, "income_fell_households": 120, "returned_to_poverty": 0, "model_cases": 1,
}  # fmt: skip


def invent_county_values(counties: Sequence[Place], periods: Sequence[str], seed: int) -> pa.Table:
    """Table `indicator_values`: the monthly items for those periods and the yearly ones of the years before and in them."""
    rng = seeded_generator(seed, "scale/values")
    years = sorted({str(int(period[:4]) - back) for period in periods for back in (0, 1)})
    items = {item.code: item for item in find_table("indicator_values").items}
    keys: list[tuple[str, str]] = []
    values = []
    for item, usual in MONTHLY.items():
        for period in periods:
            keys.append((item, period))
            values.append(np.floor(usual * (0.92 + 0.08 * rng.random(len(counties))) + 0.5))
    for item, (level, growth) in YEARLY.items():
        first = level * (0.7 + 0.6 * rng.random(len(counties)))
        for number, year in enumerate(years):
            keys.append((item, year))
            first = first * (1 + (growth * (0.7 + 0.6 * rng.random(len(counties))) if number else 0))
            values.append(np.round(first, 2))
    which = np.repeat(np.arange(len(keys)), len(counties))
    columns = {
        **county_columns(counties, np.tile(np.arange(len(counties)), len(keys))),
        "period": pick_texts([key[1] for key in keys], which),
        "item": pick_texts([key[0] for key in keys], which),
        "item_title": pick_texts([items[key[0]].title for key in keys], which),
        "unit": pick_texts([items[key[0]].unit for key in keys], which),
        "value": np.concatenate(values),
    }
    return make_frame("indicator_values", columns)


def _listed(name: str, frame: pd.DataFrame, *columns: str) -> pa.Table:
    """Those columns of a short list."""
    return make_frame(name, {column: pa.array(frame[column].tolist()) for column in columns})
