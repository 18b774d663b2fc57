"""Where places stand, as a document says it: averages, the order, who moved, tables of ranks."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from core import words
from indicators.evaluation import answers, leagues, prefectures
from indicators.evaluation.leagues import Choice
from reports.paper import Grid, Part
from shows.papers.told import Telling
from shows.snapshot import Snapshot

MANY: Final = 20
"""More places than these are not named one after the other: the first and the last ten are, and the table goes into an annex."""
ENDS: Final = 10
MOVES: Final = 5


def tell_standing(snapshot: Snapshot, telling: Telling) -> list[Part]:
    """Average, prefectures of a province, the order league by league, who moved, who has no rank; the table where it is short."""
    choice, table = leagues.first_choice(snapshot.evaluation), snapshot.table
    said: list[str] = []
    average, name = leagues.average_of(table, snapshot.area_word)
    if not words.is_missing(average):
        own = f"{snapshot.area_word}{int(table['value'].notna().sum())}个县平均"
        who = own if name.startswith(f"{snapshot.area_word}平均（") else name
        day = words.say_date(snapshot.day)
        said.append(f"截至{day}，{who}{choice.title}为 {leagues.say_value(average, choice)}。")
    parts: list[Part] = [telling.text(one, telling.book()) for one in said]
    if not snapshot.ours:
        parts += _tell_prefectures(snapshot, telling)
    for league in leagues.league_order(table):
        rows = table[(table["league"] == league) & table["rank"].notna()]
        if len(rows):
            parts.append(telling.text(_say_order(league, rows, choice, len(table) > MANY), telling.book()))
    if moved := _say_moves(snapshot):
        parts.append(telling.text(moved, telling.book()))
    unranked = table[table["rank"].isna()]
    if len(unranked):
        parts.append(telling.text(_say_unranked(unranked), telling.book()))
    return parts if len(table) > MANY else [*parts, telling.grid(rank_grid(snapshot), telling.book())]


def _say_unranked(unranked: pd.DataFrame) -> str:
    """Who has no rank, those of one reason together."""
    said = []
    for reason, rows in unranked.groupby("reason", sort=False):
        names = "、".join(rows["place_name"].head(ENDS))
        said.append(f"{names}{f'等{len(rows)}个县' if len(rows) > ENDS else ''}（{reason}）")
    return f"本期未排名的有：{'；'.join(said)}。"


def rank_grid(snapshot: Snapshot) -> Grid:
    """Every place with its value, rank and change."""
    choice = leagues.first_choice(snapshot.evaluation)
    rows = tuple(
        (str(row["place_name"]), str(row["league"]), leagues.say_value(row["value"], choice),
         words.say_rank(row["rank"], bool(row["is_tied"])), say_move(row))
        for row in snapshot.table.to_dict("records")
    )  # fmt: skip
    heads = ("县（市、区）", "分组", choice.title, "位次", "较上期")
    return Grid(f"各县{choice.title}和位次", heads, rows, frozenset({2}), (4, 3, 3, 3, 4))


def say_move(row: Mapping[Any, Any]) -> str:
    """`升2位（上期第5）`, `持平`; what it is where two fields cannot be compared."""
    state, change = row["change_state"], row["rank_change"]
    if state in ("up", "down"):
        return f"{'升' if state == 'up' else '降'}{abs(int(change))}位（上期{words.say_rank(row['last_rank'])}）"
    if state == "same":
        return "持平"
    return leagues.say_change(row) if state == "other_field" else words.MISSING_WORDS


def _tell_prefectures(snapshot: Snapshot, telling: Telling) -> list[Part]:
    """A province is told by prefecture first."""
    rolled = prefectures.list_prefectures(snapshot.evaluation)
    known = rolled[rolled["value"].notna()]
    if len(known) < 2 or not snapshot.evaluation.framework.is_scored:
        return []
    names = {code: _name(snapshot, code) for code in rolled["place_code"]}
    order = "、".join(
        f"{names[row['place_code']]}（{words.say_value(row['value'], 'points')}）" for row in known.to_dict("records")
    )
    rows = tuple(
        (names[row["place_code"]], f"{int(row['places'])}", words.say_value(row["value"], "points"),
         words.say_rank(row["rank"], bool(row["is_tied"])), str(row["best"]), str(row["worst"]))
        for row in rolled.to_dict("records")
    )  # fmt: skip
    heads = ("市州", "县（个）", "各县平均", "位次", "得分最高的县", "得分最低的县")
    said = telling.text(f"按市州各县平均得分从高到低排序为：{order}。", telling.book())
    return [
        said,
        telling.grid(Grid("各市州平均得分和位次", heads, rows, frozenset({1, 2}), (4, 2, 3, 3, 3, 3)), telling.book()),
    ]


def _name(snapshot: Snapshot, code: str) -> str:
    place = snapshot.places.find(str(code))
    return place.name if place else str(code)


def _say_order(league: str, rows: pd.DataFrame, choice: Choice, is_many: bool) -> str:
    named = [f"{row['place_name']}（{leagues.say_value(row['value'], choice)}）" for row in rows.to_dict("records")]
    who = f"{answers.say_league(league, len(rows))}{choice.title}"
    if not is_many or len(named) <= 2 * ENDS:
        return f"{who}从高到低排序为：{'、'.join(named)}。"
    first, last = "、".join(named[:ENDS]), "、".join(named[-ENDS:])
    return f"{who}居前{ENDS}位的为：{first}；居后{ENDS}位的为：{last}。全部位次见附件1。"


def _say_moves(snapshot: Snapshot) -> str:
    moves = answers.rank_moves(snapshot.evaluation)
    if snapshot.ours:
        return ""
    said = []
    for state, word in (("up", "升"), ("down", "降")):
        rows: Sequence[Mapping[Any, Any]] = moves[moves["change_state"] == state].to_dict("records")
        if rows:
            named = "、".join(f"{row['place_name']}（{word}{abs(int(row['rank_change']))}位）" for row in rows[:MOVES])
            more = f"等{len(rows)}个县" if len(rows) > MOVES else ""
            said.append(f"位次上升的有{named}{more}" if state == "up" else f"位次下降的有{named}{more}")
    return f"与上期相比，{'；'.join(said)}。" if said else ""
