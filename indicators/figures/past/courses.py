"""Courses over months: points of lines, the change from the first month to the last, and what they say in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from core import words
from core.words import is_missing, say_period, say_rank, say_value
from indicators.declared import PeriodBounds

SCORE, RANK, LOST, FINDINGS, PROBLEMS = "score", "rank", "lost", "findings", "problems"


@dataclass(frozen=True)
class Course:
    """What can be followed: its title, its unit (one of `core.words`, '' of ranks), whether less is better, and what is said of the
    places that changed most."""

    name: str
    title: str
    unit: str
    is_lower_better: bool
    better: str = "进步最大"
    worse: str = "退步最大"


COURSES: Final[Mapping[str, Course]] = {
    one.name: one
    for one in (
        Course(SCORE, "得分", "points", False),
        Course(RANK, "位次", "", True),
        Course(LOST, "失分", "points", True),
        Course(FINDINGS, "疑点", "count:个", True, "减少最多", "增加最多"),
        Course(PROBLEMS, "未销号问题", "count:个", True, "减少最多", "增加最多"),
    )
}


def say_point(value: float, course: Course) -> str:
    """A value of a course: `63.79 分`, `第3`, `12 个`."""
    return say_rank(value) if course.name == RANK else say_value(value, course.unit)


def course_points(frame: pd.DataFrame, course: Course) -> pd.DataFrame:
    """The known values as points: place_code, place_name, on, period, value, by place and time; `frame` has place_code, place_name,
    period and the course's own column, and day where a period is shown as of a day of its own."""
    known = frame[frame[course.name].notna()]
    days = known["day"] if "day" in known else pd.Series(None, index=known.index, dtype=object)
    ends = [
        day if isinstance(day, str) else PeriodBounds.of(period).period_end
        for day, period in zip(days, known["period"], strict=True)
    ]
    points = known.assign(value=known[course.name].astype(float), on=pd.to_datetime(pd.Series(ends, index=known.index)))
    return (
        points[["place_code", "place_name", "on", "period", "value"]]
        .sort_values(["place_code", "on"])
        .reset_index(drop=True)
    )


def list_changes(points: pd.DataFrame, course: Course) -> pd.DataFrame:
    """One row a place with at least one point: place_code, place_name, first, last, first_period, last_period, change (last − first, NaN
    with one point), values (in order of time); the best of the newest month first."""
    rows = []
    for code, own in points.groupby("place_code", sort=False):
        first, last = own.iloc[0], own.iloc[-1]
        change = last["value"] - first["value"] if len(own) > 1 else float("nan")
        rows.append(
            (
                code,
                last["place_name"],
                first["value"],
                last["value"],
                first["period"],
                last["period"],
                change,
                tuple(own["value"]),
            )
        )
    columns = ["place_code", "place_name", "first", "last", "first_period", "last_period", "change", "values"]
    found = pd.DataFrame(rows, columns=columns)
    newest = found["last_period"].max()
    order = found.assign(
        gone=found["last_period"] != newest, key=found["last"] if course.is_lower_better else -found["last"]
    )
    return order.sort_values(["gone", "key", "place_code"]).drop(columns=["gone", "key"]).reset_index(drop=True)


def say_change(change: float, course: Course) -> str:
    """`▲15.19 分`; of ranks a rise is ▲ though its number falls; `—` where nothing changed, '' where nobody can say."""
    if is_missing(change):
        return ""
    if not change:
        return words.UNCHANGED_WORDS
    if course.name == RANK:
        return f"{'▲' if change < 0 else '▼'}{abs(int(change))}"
    return words.say_change(change, 0.0, course.unit)


def say_place(row: pd.Series, course: Course) -> str:
    """From the first month of a place to its last: `永顺县得分由2020年12月的 48.60 分到2021年11月的 63.79 分（▲15.19 分）`."""
    now = f"{say_period(row['last_period'])}{course.title} {say_point(row['last'], course)}"
    if row["first_period"] == row["last_period"]:
        return f"{row['place_name']}{now}，还没有更早的月份可比"
    said = say_change(row["change"], course)
    change = "，持平" if said == words.UNCHANGED_WORDS else f"（{said}）"
    return (
        f"{row['place_name']}{course.title}由{say_period(row['first_period'])}的 {say_point(row['first'], course)} "
        f"到{say_period(row['last_period'])}的 {say_point(row['last'], course)}{change}"
    )


def say_area(changes: pd.DataFrame, course: Course) -> str:
    """Who changed most over the months: `8 个县得分：升得最多的是…（▲…），降得最多的是…（▼…）`; better is said first."""
    known = changes[changes["change"].notna()]
    title = f"{len(changes)} 个县{course.title}"
    if known.empty:
        return f"{title}：还没有两个月可比"
    gain = -known["change"] if course.is_lower_better else known["change"]
    best, worst = known.loc[gain.idxmax()], known.loc[gain.idxmin()]
    since = say_period(str(known["first_period"].min()))
    if gain.max() == gain.min() == 0:
        return f"{title}自{since}以来都没有变化"
    parts = []
    if gain.max() > 0:
        parts.append(f"{best['place_name']}{course.better}（{say_change(best['change'], course)}）")
    if gain.min() < 0:
        parts.append(f"{worst['place_name']}{course.worse}（{say_change(worst['change'], course)}）")
    return f"{title}自{since}以来：{'，'.join(parts)}"


def mean_course(frame: pd.DataFrame, course: Course) -> pd.DataFrame:
    """period, value, places: the mean over the places with a value, month by month."""
    known = frame[frame[course.name].notna()]
    means = known.groupby("period")[course.name].agg(["mean", "size"]).reset_index()
    return means.rename(columns={"mean": "value", "size": "places"})
