"""Demonstration data: one seed gives frames, frames give workbooks, workbooks go through the same import as real ones."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from core.settings import DEMO_MARK, demo_mark
from demo.books.lay_out import PLANTED, lay_out_books
from demo.books.sheets import Sheet, write_files
from demo.faults.all_planters import plant_faults
from demo.faults.assets import list_asset_findings
from demo.figures.assets import invent_assets, sum_assets
from demo.figures.cooperation import invent_cooperation
from demo.figures.finding_lists import lay_out_finding_lists
from demo.figures.funds import invent_fund_payments, invent_fund_projects
from demo.figures.lists import (
    list_check_limits,
    list_grades,
    list_milestones,
    list_monitoring_thresholds,
    list_not_applicable,
    list_reference_values,
    list_schedule_nodes,
)
from demo.figures.registered import count_county, count_items, count_targets
from demo.figures.standings import list_yearly_standings
from demo.figures.tasks import invent_indicator_values, invent_township_progress
from demo.households.estimated import spoil_incomes
from demo.households.home import HouseholdWorld
from demo.households.survey import ask_households
from demo.households.world import build_household_world
from demo.places.world import SCOPE, SEED, TODAY, World, build_world, invent_places
from loaders.files import paused_collection
from loaders.importing import Choices, import_file
from store import SOURCE_COLUMNS, Store, find_table

WHO = "演示数据"
BOOKS = "demo"
"""Folder inside the data folder that keeps the invented workbooks."""
FINDINGS = "demo_planted_findings.json"
"""Lies in the data folder: (check, row key) of everything the checks must find and of nothing else, under `findings`."""
FILLING_MARK = "demo_filling.json"
"""Lies in the data folder while it is being filled; found later, it says that filling was interrupted."""


def fill_store(folder: Path, seed: int = SEED) -> str:
    """Fills an empty data folder with the demonstration and says so in Chinese; a filled one is left as it is.

    Interrupted filling is taken up where it stopped, unless somebody has imported other tables since.
    """
    store = Store(folder)
    filling = folder / FILLING_MARK
    if demo_mark(folder):
        filling.unlink(missing_ok=True)
        return "已有演示数据（模拟数据），未作改动"
    stored = store.history()
    if stored and (not filling.exists() or any(entry.who != WHO for entry in stored)):
        filling.unlink(missing_ok=True)
        return "数据目录里已有数据，未写入演示数据"
    if filling.exists():
        seed = int(json.loads(filling.read_text(encoding="utf-8"))["seed"])
    _write_json(filling, {"seed": str(seed)})
    sheets = _write_books(folder, seed)
    done = {(entry.file_name, entry.table) for entry in stored}
    _import_files(folder, sheets, done)
    _write_json(folder / DEMO_MARK, _mark(seed))
    filling.unlink()
    return f"已生成演示数据（模拟数据）：{len(sheets)} 张表，原始文件在 {BOOKS}/"


def _write_books(folder: Path, seed: int) -> list[Sheet]:
    """Every sheet, written; beside them what checks must find in the households."""
    with paused_collection():
        world = build_world(seed)
        households = build_household_world(seed, world=world)
        planted = plant_faults(households)
        spoil_incomes(households)
        unknown = ask_households(households)
        frames = invent_frames(world, households)
        found = [*planted, *unknown, *list_asset_findings(frames)]
        sheets = [*lay_out_books(world, frames, households), *lay_out_finding_lists(households, planted)]
        write_files(folder / BOOKS, sheets)
    _write_json(folder / FINDINGS, {"findings": [list(one) for one in sorted(found)]})
    return sheets


def invent_frames(world: World, households: HouseholdWorld) -> Mapping[str, pd.DataFrame]:
    """Table name → frame with the table's own columns (no source columns), money in yuan, fractions, dates.

    What is reported is counted from the registers of the households.
    """
    projects = invent_fund_projects(world)
    assets = invent_assets(world)
    frames = {
        "places": invent_places(world),
        "indicator_values": invent_indicator_values(world, count_county(households)),
        "township_progress": invent_township_progress(world, count_items(households), count_targets(households)),
        "fund_projects": projects,
        "fund_payments": invent_fund_payments(world, projects),
        "schedule_nodes": list_schedule_nodes(),
        "assets": assets,
        "asset_summary": sum_assets(assets),
        "milestones": list_milestones(),
        "monitoring_thresholds": list_monitoring_thresholds(),
        "check_limits": list_check_limits(),
        "grades": list_grades(),
        "yearly_standings": list_yearly_standings(),
        "not_applicable": list_not_applicable(),
        "reference_values": list_reference_values(),
        **invent_cooperation(world),
    }
    return {name: _declared_columns(name, frame) for name, frame in frames.items()}


def _import_files(folder: Path, sheets: Sequence[Sheet], done: Collection[tuple[str, str]]) -> None:
    """Imports file by file in the order of the sheets, leaving out files whose tables are all stored already."""
    for file in dict.fromkeys(sheet.file for sheet in sheets):
        own = [sheet for sheet in sheets if sheet.file == file]
        if all((file, sheet.table) in done for sheet in own):
            continue
        first = own[0]
        table = first.table if len(own) == 1 else ""
        choices = Choices(table=table, period=first.period, place=first.place)
        import_file(folder / BOOKS / file, choices, folder=folder, who=WHO, keep_columns=False)


def _declared_columns(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the table's columns in their declared order; columns it has no figures for are missing."""
    return frame.reindex(columns=[column for column in find_table(name).stored_columns if column not in SOURCE_COLUMNS])


def _mark(seed: int) -> dict[str, str]:
    """What demo.json says: the seed, the day and area to start from, and the faults planted, as text throughout."""
    planted = json.dumps([asdict(fault) for fault in PLANTED], ensure_ascii=False)
    return {
        "seed": str(seed), "today": TODAY.isoformat(), "place_code": SCOPE, "note": "模拟数据", "planted": planted,
    }  # fmt: skip


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    """The whole file or none of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    new.replace(path)
