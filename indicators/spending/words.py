"""Spending in the field's words: the sentence of a 通报, the projection with its range, table cells, hover texts.

Takes the rows and frames of `against_schedule`; a missing figure says what is missing, never zero.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from core import words
from core.lights import LIGHTS
from indicators.spending import schedule
from indicators.spending.against_schedule import METHOD_TITLES, QUIET_DAYS, STATE_WORDS, Average, SpendingLine
from indicators.spending.query import NO_SOURCE

FUND_NAME = "衔接资金"
NAMES_SHOWN = 3
SEEN_CNY = 50.0
"""Half of 0.01 万元: a smaller gap is not seen in figures of 万元."""


def say_fund(source: str) -> str:
    """`衔接资金`, or `中央衔接资金` for one source of funds."""
    return f"{source}{FUND_NAME}" if source and source != NO_SOURCE else FUND_NAME


def say_answer(place_name: str, source: str, on: date, total: pd.Series, line: SpendingLine, average: Average) -> str:
    """The sentence of a 通报: paid, rate, gap to the schedule and to the average; what is missing when there is no rate."""
    begin = f"截至{words.say_date(on)}，{place_name}{say_fund(source)}"
    if words.is_missing(total["rate"]):
        return f"{begin}{STATE_WORDS.get(str(total['state'])) or '没有预算数'}，支出率无法计算"
    parts = [
        f"{begin}支出 {words.say_value(total['paid_cny'], 'cny')}",
        f"支出率 {words.say_value(total['rate'], 'percent')}",
        schedule.say_gap(float(total["gap_points"])),
    ]
    if average.is_known:
        parts.append(schedule.say_gap((float(total["rate"]) - average.share) * 100, average.name))
    return "，".join(parts)


def say_method(method: str, scored: str) -> str:
    """By which schedule line the page compares, and whether scores do: `序时进度按节点表（不是计分用的，计分按月数÷12）`."""
    said = f"序时进度按{METHOD_TITLES[method]}"
    return said if method == scored else f"{said}（不是计分用的，计分按{METHOD_TITLES[scored]}）"


def say_money_gap(total: Mapping[Any, Any] | pd.Series) -> str:
    """The gap to the schedule as money: `差 4,195.68 万元`, `超 617.52 万元`; `—` when unknown."""
    gap = float(total["gap_cny"])
    if words.is_missing(gap):
        return words.MISSING_WORDS
    return f"{'超' if gap >= 0 else '差'} {words.say_value(abs(gap), 'cny')}"


def say_curve(total: pd.Series, line: SpendingLine, on: date, deadline: date) -> tuple[str, str]:
    """What the curve shows: the gap as money, and where the present pace leads."""
    gap = f"比序时进度{say_money_gap(total)}" if abs(float(total["gap_cny"])) >= SEEN_CNY else "与序时进度持平"
    return gap, say_outlook(total, line, on, deadline)


def say_outlook(row: pd.Series, line: SpendingLine, on: date, deadline: date) -> str:
    """When the line is reached and what is reached by the deadline, at the present pace, with its range."""
    if row["reason"]:
        return str(row["reason"])
    target, last = say_target(line.target), say_day(deadline, on)
    if deadline < on:
        return f"支出截止日（{last}）已过"
    by_deadline = f"到{last}预计达 {say_range(row)}"
    reached = row["reached_on"]
    if pd.isna(reached):
        return f"按当前速度，{by_deadline}，达不到 {target}"
    if reached.date() <= on:
        return f"已达到{last}应达的 {target}；按当前速度，{by_deadline}"
    if reached.date() <= deadline:
        return f"按当前速度，预计 {say_day(reached.date(), on)} 达到 {target}；{by_deadline}"
    return f"按当前速度，{by_deadline}，低于应达的 {target}，要到 {say_day(reached.date(), on)} 才能达到"


def say_range(row: Mapping[Any, Any] | pd.Series) -> str:
    """Share by the deadline with its range: `91.20%（88.00%–94.10%）`; `—` without a projection."""
    if words.is_missing(row["expected"]):
        return words.MISSING_WORDS
    expected, low, high = (words.say_value(row[name], "percent") for name in ("expected", "low", "high"))
    return f"{expected}（{low}–{high}）"


def say_target(share: float) -> str:
    """A line to reach with at most two decimals: `97.04%`, `100%`."""
    return words.say_line(round(share, 4), "percent")


def say_needed(row: pd.Series, line: SpendingLine, on: date, deadline: date) -> tuple[str, str]:
    """(what must be paid each day, in which time to which line): `416.65 万元`, `距12月20日还有31天，须达 97.04%`."""
    days, last = schedule.days_left(on, deadline), say_day(deadline, on)
    until = f"到{last}（含）还有{days}天，须达 {say_target(line.target)}" if days else f"支出截止日（{last}）已过"
    if row["needed_cny"] == 0:
        return "已达到", until
    return words.say_value(row["needed_cny"], "cny"), until


def say_day(day: date, on: date) -> str:
    """`12月5日` in the year looked at, else with its year."""
    return f"{day.month}月{day.day}日" if day.year == on.year else words.say_date(day)


def say_wan(value: float | None) -> str:
    """Yuan as a bare figure in 万元 for a column that names its unit: `1,234.56`; `—` when missing."""
    return words.say_value(value, "cny", is_exact=True).removesuffix(" 万元")


def say_signed(value: float | None, unit: str) -> str:
    """A gap for a column that names its unit, with its sign: `+8.55`, `−4,195.68`. `unit`: 'points' or 'cny'."""
    if value is None or words.is_missing(value):
        return words.MISSING_WORDS
    size = say_wan(abs(value)) if unit == "cny" else words.say_points(abs(value)).removesuffix("个百分点")
    is_zero = not any(digit in size for digit in "123456789")
    return size if is_zero else f"{'+' if value > 0 else words.MINUS}{size}"


def say_counties(table: pd.DataFrame) -> str:
    """What the ranked table of counties shows: how many are behind schedule and which is the slowest."""
    with_rate = table[table["rate"].notna()]
    if with_rate.empty:
        return "各县还没有支付明细"
    behind, worst = int((with_rate["gap_cny"] < 0).sum()), with_rate.iloc[-1]
    lights = with_rate["light"].value_counts()
    alarms = "、".join(
        f"{LIGHTS[light].words} {lights[light]} 个" for light in ("behind", "warning") if light in lights
    )
    begin = f"{len(with_rate)}个县中{behind}个低于序时进度"
    if behind in (0, len(with_rate)):
        begin = f"{len(with_rate)}个县都{'低于' if behind else '达到'}序时进度"
    slowest = f"最慢的是{worst['name']}（{words.say_value(worst['rate'], 'percent')}）" if len(with_rate) > 1 else ""
    return "，".join(part for part in (begin, alarms, slowest) if part)


def say_sources(table: pd.DataFrame) -> str:
    """What the table of sources shows: the slowest source of funds."""
    with_rate = table[table["rate"].notna()]
    if len(with_rate) < 2:
        return "按资金级次"
    worst = with_rate.loc[with_rate["rate"].idxmin()]
    return f"{worst['key']}资金最慢：支出率 {words.say_value(worst['rate'], 'percent')}，{schedule.say_gap(float(worst['gap_points']))}"


def say_left_out(counties: pd.DataFrame) -> list[str]:
    """What the rate does not count, a sentence each: counties without a table, payments that belong to no project.

    `counties` has name, state and unmatched_cny.
    """
    said = []
    for state, reason in STATE_WORDS.items():
        names = counties.loc[counties["state"] == state, "name"].tolist() if reason else []
        if names:
            shown = "、".join(names[:NAMES_SHOWN]) + (f"等{len(names)}个县" if len(names) > NAMES_SHOWN else "")
            said.append(f"{shown}{reason}，不计入支出率")
    unmatched = float(counties["unmatched_cny"].sum())
    if unmatched:
        said.append(f"另有 {words.say_value(unmatched, 'cny')}支付的项目编号或资金级次与项目表对不上，未计入")
    return said


def say_later(later: tuple[int, float, date | None]) -> list[str]:
    """What is not counted because its day has not come: a payment in the future is a slip of the pen, or too early."""
    count, amount, last = later
    if not count or last is None:
        return []
    paid = words.say_value(amount, "cny")
    return [f"另有 {count:,} 笔支付（{paid}）的日期还没有到，最晚写的是{words.say_date(last)}，未计入，请核对"]


def say_stale(last_paid_on: date | None, on: date) -> str:
    """A warning when the last known payment is long ago, else ''."""
    if last_paid_on is None or schedule.days_until(on, last_paid_on) <= QUIET_DAYS:
        return ""
    return f"最近一笔支付在{words.say_date(last_paid_on)}，请确认支付明细是否已更新"


def with_day_words(curve: pd.DataFrame, name: str, line: pd.DataFrame | None = None) -> pd.DataFrame:
    """A curve (on, share, and paid_cny where money is known) with its hover texts as `words`: `支出 84.97%，90,866.62 万元`.

    `line` (on, share) adds how far the curve is from it that day.
    """
    amounts = curve["paid_cny"] if "paid_cny" in curve else pd.Series(float("nan"), index=curve.index)
    shares = dict(zip(pd.to_datetime(line["on"]), line["share"], strict=True)) if line is not None else {}
    texts = []
    for on, share, paid in zip(curve["on"], curve["share"], amounts, strict=True):
        text = f"{name} {words.say_value(share, 'percent')}"
        text += "" if words.is_missing(paid) else f"，{words.say_value(paid, 'cny')}"
        text += f"，{schedule.say_gap((share - shares[on]) * 100)}" if on in shares else ""
        texts.append(text)
    return curve.assign(words=texts)
