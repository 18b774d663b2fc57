"""Slides of what is being done: the six activities, the outline to be gone through, the documents on file."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from core import words
from core.places import BELOW, LENGTHS, county_of, level_of
from indicators.declared import CHECKS, DEFAULT_FRAMEWORK, day_of_view, read_framework
from indicators.evaluation import scopes_with_data
from indicators.figures import read_milestones
from ledger.activities import (
    LIGHT_WORDS,
    Activity,
    Cell,
    CountRequest,
    book_of_shortfalls,
    cells_of,
    count_tables,
    find_slowest,
    gather_counts,
    list_shortfalls,
    read_activities,
    rounds_before,
    say_answer,
)  # fmt: skip
from ledger.archive import (
    Archive,
    count_states,
    document_states,
    light_of,
    needed_places,
    newest_documents,
    read_archive,
)
from ledger.outline import count_complete, link_items, newest_ticks, read_outline
from ledger.outline import say_answer as say_outline
from reports.deck import Bar, Bars, Matrix, Slide, number_slides, split_bars, split_rows
from shows.snapshot import Snapshot

ROWS = 12
ARCHIVE_WORDS: Mapping[str, str] = {
    "normal": "齐全",
    "warning": "不齐",
    "behind": "缺得多",
    "not_applicable": "没有应有资料",
}


def make_activities(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """六个一: every place below by activity, the slowest first; nobody is named."""
    at, month = snapshot.scope, snapshot.month
    level = BELOW.get(level_of(at), "")
    below = _below(snapshot, level)
    request = CountRequest(month, at, level, day_of_view(snapshot.store, month) if month else None)
    counts = gather_counts(
        snapshot.engine, request, count_tables(snapshot.store, read_activities(), request), _states(snapshot, at),
        _short(snapshot, request), below, snapshot.working_day,
    )  # fmt: skip
    before = rounds_before(read_milestones(snapshot.store), at, snapshot.working_day)
    cells = cells_of(snapshot.engine, counts, at, below, before, snapshot.working_day)
    known = read_activities()
    whole = [cells[one.id, at] for one in known]
    slow = find_slowest(whole)
    named = [(snapshot.name(code), cells[slow.activity.id, code]) for code in below] if slow else []
    title = say_answer(snapshot.area_name(), whole, named)
    under = f"{words.say_period(month)}的表；台账和资料截至{words.say_date(snapshot.working_day)}" if month else ""
    order = sorted(below, key=lambda code: (_slowest(cells, code, known), code))
    rows = [(at, snapshot.area_name()), *((code, snapshot.name(code)) for code in order)]
    return number_slides(
        Slide(title, under, (_board(part, cells, known),), _method(known)) for part in split_rows(rows, ROWS)
    )


def _board(rows: Sequence[tuple[str, str]], cells: Mapping[tuple[str, str], Cell], known: Sequence[Activity]) -> Matrix:
    found = [[cells[one.id, code] for one in known] for code, _ in rows]
    return Matrix(
        tuple(one.title for one in known),
        tuple((name, tuple(cell.light for cell in line)) for (_, name), line in zip(rows, found, strict=True)),
        words=tuple(tuple(_share(cell.share, cell.light) for cell in line) for line in found),
        legend=tuple(LIGHT_WORDS.items()),
    )


def _share(share: float, light: str) -> str:
    return LIGHT_WORDS[light] if math.isnan(share) else words.say_value(share, "percent")


def _slowest(cells: Mapping[tuple[str, str], Cell], code: str, known: Sequence[Activity]) -> float:
    shares = [cells[one.id, code].share for one in known]
    return min((share for share in shares if not math.isnan(share)), default=2.0)


def _method(known: Sequence[Activity]) -> str:
    return "\n".join(f"{one.title}：{one.how}" for one in known)


def _short(snapshot: Snapshot, request: CountRequest) -> pd.DataFrame | None:
    held = book_of_shortfalls(snapshot.framework, request.period, request.at) if request.level else ""
    if not held:
        return None
    return list_shortfalls(snapshot.store, read_framework(held), request.period, request.at, request.day)


def make_outline(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """复习大纲: how far each county is through it, the one furthest behind first."""
    outline = read_outline(snapshot.store, snapshot.evaluation.period, snapshot.scope)
    outline, _ = link_items(outline, snapshot.framework, read_framework(CHECKS), _archive(snapshot))
    ticks = newest_ticks(snapshot.engine, snapshot.evaluation.period[:4], snapshot.scope)
    counties = snapshot.counties or [county_of(snapshot.scope)]
    complete = count_complete(outline, ticks, counties)
    title = say_outline(snapshot.area_name(), outline, complete, {code: snapshot.name(code) for code in counties})
    bars = [
        Bar(snapshot.name(str(row["place_code"])), float(row["done"]), f"{row['done']}/{row['total']} 项",
            str(row["place_code"]) == snapshot.ours, float(row["total"]))
        for row in complete.to_dict("records")
    ]  # fmt: skip
    under = f"{outline.title}，勾对截至{words.say_date(snapshot.working_day)}；黑线为全部条目"
    return number_slides(
        Slide(title, under, (part,), f"依据：{outline.source}")
        for part in split_bars(Bars(tuple(bars), "已过", "全部条目"))
    )


def make_archive(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """档案资料: how complete the documents of every place below are, by indicator, what lacks most first."""
    at, level = snapshot.scope, BELOW.get(level_of(snapshot.scope), "")
    states = _states(snapshot, at)
    if states.empty or not level:
        return [Slide(f"{snapshot.area_name()}没有应有的资料", "请先导入区划和各县的表")]
    whole = count_states(states, []).iloc[0]
    lacking, share = int(whole["missing"] + whole["outdated"]), words.say_value(float(whole["share"]), "percent")
    title = f"{snapshot.area_name()}档案资料齐全 {share}，缺少 {int(whole['missing']):,} 份、过期 {int(whole['outdated']):,} 份"
    if not lacking:
        title = f"{snapshot.area_name()}档案资料齐全：应有 {int(whole['needed']):,} 份全部在档"
    length = LENGTHS[level]
    sums = count_states(states, ["place_code"], length).sort_values(["share", "place_code"], kind="stable")
    cells = {(str(row["place_code"]), str(row["indicator"])): float(row["share"])
             for row in count_states(states, ["place_code", "indicator"], length).to_dict("records")}  # fmt: skip
    framework = read_framework(_archive(snapshot).framework_id)
    cuts = [cut for cut in framework.indicators if cut.title in set(states["indicator"])]
    rows = [(str(code), _own_name(snapshot, str(code))) for code in sums["place_code"]]
    under = f"格内为在档占应有的比例；应有 {int(whole['needed']):,} 份，截至{words.say_date(snapshot.working_day)}"
    return number_slides(
        Slide(title, under, (_shelf(part, cells, [(cut.title, cut.short) for cut in cuts]),), _archive(snapshot).note)
        for part in split_rows(rows, ROWS)
    )


def _own_name(snapshot: Snapshot, code: str) -> str:
    return f"{snapshot.name(code)}本级" if code == snapshot.scope else snapshot.name(code)


def _shelf(
    rows: Sequence[tuple[str, str]], cells: Mapping[tuple[str, str], float], cuts: Sequence[tuple[str, str]]
) -> Matrix:
    shares = [[cells.get((code, title), math.nan) for title, _ in cuts] for code, _ in rows]
    return Matrix(
        tuple(short for _, short in cuts),
        tuple((name, tuple(map(light_of, line))) for (_, name), line in zip(rows, shares, strict=True)),
        words=tuple(tuple("" if math.isnan(one) else f"{one:.0%}" for one in line) for line in shares),
        legend=tuple(ARCHIVE_WORDS.items()),
    )


def _archive(snapshot: Snapshot) -> Archive:
    found = read_archive(snapshot.framework.id)
    return found if found.items else read_archive(DEFAULT_FRAMEWORK)


def _states(snapshot: Snapshot, at: str) -> pd.DataFrame:
    counties = [code for code in scopes_with_data(snapshot.store) if level_of(code) == "county"]
    codes = [place.code for place in needed_places(snapshot.places, counties, at)]
    return document_states(_archive(snapshot), codes, newest_documents(snapshot.engine, at), snapshot.working_day)


def _below(snapshot: Snapshot, level: str) -> list[str]:
    if level == "county":
        return list(snapshot.counties)
    return [place.code for place in snapshot.places.children(snapshot.scope, level)] if level else []
