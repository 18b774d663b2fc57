"""历年位次: what the province said of each place year by year: grade, place in the province, place within the grade."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from core import words
from core.places import is_area, significant
from indicators.evaluation import scope_sql
from store import Store

TABLE: Final = "yearly_standings"
LEADERS, LAGGARDS = "先进", "后进"
RISEN: Final = 10
"""Places won in a year from which a place counts as risen (进步), and lost from which as fallen."""
COLUMNS: Final = (
    "place_code", "place_name", "year", "grade", "province_rank", "province_places", "rank_in_grade", "honour", "basis",
    "rank_change", "source_file", "source_row",
)  # fmt: skip


def read_years(store: Store, scope: str) -> pd.DataFrame:
    """Every year of the places of a scope and of the area itself, oldest first: `COLUMNS`.

    Ranks are NaN where the province published none; rank_change is places won (+) or lost (−) against the year before, NaN
    without one.
    """
    inside = f"({scope_sql(scope)}) OR place_code = '{scope}'" if scope.isdigit() else "TRUE"
    if is_area(scope) and significant(scope):
        inside += f" OR starts_with(place_code, '{significant(scope)}')"
    with store.connect() as connection:
        frame = connection.execute(
            f"SELECT place_code, place_name, period AS year, coalesce(grade, '') AS grade, province_rank, province_places, "
            f"rank_in_grade, coalesce(honour, '') AS honour, coalesce(basis, '') AS basis, source_file, source_row "
            f"FROM {TABLE} WHERE {inside} ORDER BY place_code, period"
        ).df()
    numbers = ["province_rank", "province_places", "rank_in_grade"]
    frame[numbers] = frame[numbers].astype(float)
    before = frame.groupby("place_code")[["year", "province_rank"]].shift()
    follows = pd.to_numeric(before["year"]) + 1 == pd.to_numeric(frame["year"])
    frame["rank_change"] = (before["province_rank"] - frame["province_rank"]).where(follows)
    return frame[list(COLUMNS)].sort_values(["year", "place_code"], ignore_index=True)


def say_years(years: pd.DataFrame, place: str, name: str) -> str:
    """`凤凰县2020年度等次好，全省第18位（122个中），好等次第18；较上年升11位，三年升27位`; '' without any year."""
    own = years[years["place_code"] == place]
    if own.empty:
        return ""
    last = own.iloc[-1]
    parts = [f"{name}{last['year']}年度{'等次' + last['grade'] if last['grade'] else '未通报等次'}"]
    if not words.is_missing(last["province_rank"]):
        of = "" if words.is_missing(last["province_places"]) else f"（{int(last['province_places'])}个中）"
        parts.append(f"全省第{int(last['province_rank'])}位{of}")
    if last["grade"] and not words.is_missing(last["rank_in_grade"]):
        parts.append(f"{last['grade']}等次第{int(last['rank_in_grade'])}位")
    changes = [_say_move(last["rank_change"], "较上年")]
    ranked = own[own["province_rank"].notna()]
    if len(ranked) > 2:
        first = ranked.iloc[0]
        changes.append(_say_move(first["province_rank"] - ranked.iloc[-1]["province_rank"], f"比{first['year']}年"))
    said = "，".join(one for one in changes if one)
    return "，".join(parts) + (f"；{said}" if said else "")


def say_area(years: pd.DataFrame, places: Sequence[str]) -> str:
    """`2020年度8个县中3个好、4个较好、1个一般；进步最大的是古丈县（升16位）` for the newest year; '' without any."""
    rows = years[years["place_code"].isin(places)]
    if rows.empty:
        return ""
    newest = rows[rows["year"] == rows["year"].max()]
    counts = newest["grade"].replace("", "未评定").value_counts()
    order = [grade for grade in ("好", "较好", "一般", "差", "未评定") if grade in counts]
    said = f"{newest['year'].iloc[0]}年度{len(newest)}个县中" + "、".join(
        f"{counts[grade]}个{grade}" for grade in order
    )
    risen = newest[newest["rank_change"] > 0].sort_values("rank_change", ascending=False)
    if len(risen):
        said += f"；进步最大的是{risen.iloc[0]['place_name']}（升{int(risen.iloc[0]['rank_change'])}位）"
    return said


def list_leaders(years: pd.DataFrame, places: Sequence[str]) -> pd.DataFrame:
    """表彰先进、激励后进: places of the newest year that stand out, columns of `read_years` with list and why.

    先进: the best grade there is, a commendation, or `RISEN` places won; 后进: the lowest grade there is (when there are
    two), a summons, or `RISEN` places lost. Who is both is named in both lists: a person decides.
    """
    rows = years[years["place_code"].isin(places)]
    if rows.empty:
        return rows.assign(list="", why="")
    newest = rows[rows["year"] == rows["year"].max()]
    given = [grade for grade in ("好", "较好", "一般", "差") if grade in set(newest["grade"])]
    best, worst = (given[0], given[-1]) if len(given) > 1 else ("", "")
    found = [
        newest.assign(list=name, why=[_why(row, name, best, worst) for row in newest.itertuples()])
        for name in (LEADERS, LAGGARDS)
    ]
    listed = pd.concat(found, ignore_index=True)
    return listed[listed["why"] != ""].sort_values(["list", "province_rank"], ignore_index=True)


def _why(row: object, name: str, best: str, worst: str) -> str:
    grade, honour, change = (getattr(row, field) for field in ("grade", "honour", "rank_change"))
    moved = 0 if words.is_missing(change) else int(change)
    if name == LEADERS:
        reasons = [
            (grade == best and best, f"等次{grade}"),
            (honour == "表彰", "受表彰"),
            (moved >= RISEN, f"升{moved}位"),
        ]
    else:
        reasons = [
            (grade == worst and worst, f"等次{grade}"),
            (honour == "约谈", "被约谈"),
            (moved <= -RISEN, f"降{-moved}位"),
        ]
    return "、".join(said for holds, said in reasons if holds)


def _say_move(places: float, against: str) -> str:
    if words.is_missing(places):
        return ""
    moved = int(places)
    return f"{against}持平" if not moved else f"{against}{'升' if moved > 0 else '降'}{abs(moved)}位"
