"""漏查率: of what inspectors found, how much the office's own screening had not found before them, by county."""

from datetime import date
from typing import Final

import pandas as pd
from sqlalchemy import select, union_all
from sqlalchemy.engine import Engine

from core import words
from core.places import changes
from ledger.book import OWN_FINDING, ProblemRow, SightingRow, reading
from ledger.looking.searching import ProblemFilter, conditions

INSPECTED: Final = ("国家暗访", "省市暗访", "省级后评估反馈", "国家后评估反馈", "审计")
OWN: Final = ("排查", OWN_FINDING)
DEFINITION: Final = (
    "漏查率 = 检查组（暗访、后评估反馈、审计）查到而自己（排查、本系统疑点）没有先查到的问题 ÷ 检查组查到的问题；"
    "是不是同一个问题，按台账认出的算；同一天查到的算自己先查到。检查组没有查到问题的，和台账里一个自己查到的问题也没有的地方，没有漏查率。"
)


def count_missed(engine: Engine, asked: ProblemFilter, today: date) -> pd.DataFrame:
    """county, inspected (problems that inspectors found), known (found by own screening on that day or before), missed, share; most
    missed first. known and missed are 0 and share NaN where the ledger holds nothing of own screening: nobody can say what it had
    found. The filter's state, due and source are left out."""
    kept = ProblemFilter(**{**asked.__dict__, "state": "", "due": "", "source": "", "recurred": False})
    criteria = conditions(kept, today)
    wanted = (*INSPECTED, *OWN)
    opened = select(ProblemRow.id, ProblemRow.place_code, ProblemRow.source, ProblemRow.opened_on.label("day"))
    again = select(ProblemRow.id, ProblemRow.place_code, SightingRow.source, SightingRow.day).join(
        SightingRow, SightingRow.problem_id == ProblemRow.id
    )
    seen = union_all(
        opened.where(*criteria, ProblemRow.source.in_(wanted)), again.where(*criteria, SightingRow.source.in_(wanted))
    )
    with reading(engine) as connection:
        rows = pd.DataFrame([tuple(row) for row in connection.execute(seen)], columns=["id", "place", "source", "day"])
    return _by_county(rows)


def say_missed(counted: pd.DataFrame) -> str:
    """`检查组查到 47 个问题，自己没有先查到的 35 个，漏查率 74.47%`, over the counties with own findings; what is so without."""
    told = counted[counted["share"].notna()]
    inspected, missed = int(told["inspected"].sum()), int(told["missed"].sum())
    if not int(counted["inspected"].sum()):
        return "台账里没有检查组查到的问题"
    if not inspected:
        return f"检查组查到 {int(counted['inspected'].sum()):,} 个问题，台账里没有自己查到的，漏查率说不清"
    silent = len(counted) - len(told)
    beside = f"；另有 {silent} 个县台账里没有自己查到的，说不清" if silent else ""
    rate = words.say_value(missed / inspected, "percent")
    return f"检查组查到 {inspected:,} 个问题，自己没有先查到的 {missed:,} 个，漏查率 {rate}{beside}"


def _by_county(rows: pd.DataFrame) -> pd.DataFrame:
    columns = ["county", "inspected", "known", "missed", "share"]
    rows = rows.assign(county=[changes.current_code(str(code))[:6] for code in rows["place"]])
    is_own = rows["source"].isin(OWN)
    found = rows[~is_own].groupby("id").agg(county=("county", "first"), day=("day", "min"))
    if found.empty:
        return pd.DataFrame(columns=columns)
    own = rows[is_own].groupby("id")["day"].min().reindex(found.index)
    pairs = zip(own, found["day"], strict=True)
    is_known = [not pd.isna(known) and known <= day for known, day in pairs]
    sums = found.assign(known=is_known).groupby("county")["known"].agg(["size", "sum"]).reset_index()
    table = sums.set_axis(["county", "inspected", "known"], axis=1).astype({"known": int})
    is_told = table["county"].isin(set(rows.loc[is_own, "county"]))
    missed = (table["inspected"] - table["known"]).where(is_told, 0)
    table = table.assign(missed=missed, share=(missed / table["inspected"]).where(is_told))
    return table.sort_values(["missed", "share", "county"], ascending=[False, False, True], ignore_index=True)[columns]
