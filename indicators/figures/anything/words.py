"""What any figure says in words: the answer of the page, how it was made from rows, what is not known of it."""

from typing import Any, Final

import pandas as pd

from core import words
from core.words import is_missing, say_period, say_rank
from indicators.figures.anything.compare import Standing, direction, is_judged, sum_of
from indicators.figures.anything.known import LEAST, MEAN, MOST, SUM, UNIT, WAYS, Figure
from indicators.figures.anything.units import say, say_change, unit_word
from indicators.figures.anything.values import Asked
from indicators.scoring import LOWER, ranking

LEVEL_WORDS: Final = {
    "province": "个省", "prefecture": "个市州", "county": "个县", "township": "个乡镇", "village": "个村", UNIT: "个单位",
}  # fmt: skip
NOT_ADDED_WORDS: Final = "表里没有说这一列可以相加：同一户、同一人在几行里重复的数会重复计算"


def title_of(figure: Figure) -> str:
    """`衔接资金项目表 ▸ 计划资金（万元）`, as a picker lists it."""
    return f"{figure.table_title} ▸ {with_unit(figure.title, figure.unit)}"


def with_unit(title: str, unit: str) -> str:
    """`计划资金（万元）`; a title that ends with its unit stands as it is."""
    word = unit_word(unit)
    return title if not word or title.endswith((f"（{word}）", f"({word})")) else f"{title}（{word}）"


def say_order(asked: Asked) -> str:
    """Which way the ranks run: `从高到低（越高越好）`, `从高到低`."""
    if not is_judged(asked):
        return "从高到低"
    return "从低到高（越低越好）" if direction(asked) == LOWER else "从高到低（越高越好）"


def say_standing(standing: Standing) -> str:
    """Who is first and last of all: `计划资金：2021年 8 个县中永顺县最高（…），吉首市最低（…）`, with the sum where there is one."""
    asked, known = standing.asked, standing.table[standing.table["value"].notna()]
    when = f"{say_period(standing.period)} " if standing.period else ""
    if known.empty:
        return f"{asked.title}：{when}没有数"
    noun = LEVEL_WORDS[asked.level]
    if len(known) == 1:
        only = known.iloc[0]
        return f"{asked.title}：{when}{only['place_name']} {say(only['value'], asked.unit)}"
    high, low = known.loc[known["value"].idxmax()], known.loc[known["value"].idxmin()]
    said = (
        f"{asked.title}：{when}{len(known)} {noun}中{high['place_name']}最高（{say(high['value'], asked.unit)}），"
        f"{low['place_name']}最低（{say(low['value'], asked.unit)}）"
    )
    total = sum_of(standing)
    return said if is_missing(total) else f"{said}，合计 {say(total, asked.unit)}"


def say_place(standing: Standing, row: pd.Series) -> str:
    """Where one place stands and what changed: `永顺县计划资金 … ，8 个县中第1，较上期▲…，较上年同月▲…`."""
    asked = standing.asked
    name = f"{row['place_name']}{asked.title}"
    if is_missing(row["value"]):
        return f"{name}没有数"
    said = [f"{name} {say(row['value'], asked.unit)}"]
    if not is_missing(row["rank"]) and row["league_size"] > 1:
        said.append(
            f"{int(row['league_size'])} {LEVEL_WORDS[asked.level]}中{say_rank(row['rank'], bool(row['is_tied']))}"
        )
    said += [
        f"{words_}{say_change(row['value'], row[name_], asked.unit)}"
        for words_, name_ in (("较上期 ", "last_value"), ("较上年同月 ", "year_value"))
        if not is_missing(row[name_])
    ]
    return "，".join(said)


def say_made(standing: Standing) -> str:
    """How a place's figure came out of its rows, and by what it was divided."""
    asked, figure = standing.asked, standing.asked.figure
    made = _say_rows(figure, asked.way, standing.table)
    if asked.per is None:
        return made
    below = f"分母{asked.per.title}取各行{WAYS[asked.per_way]}"
    return f"{made}；{below}；分母为零或没有数的不计，不按零算"


def _say_rows(figure: Figure, way: str, table: pd.DataFrame) -> str:
    if table.empty:
        return "没有行"
    own = table["is_own"].any()
    beside = "；本级自己报了的用自报数" if own else ""
    if table["rows"].max() <= 1 and not own:
        return "各只有一行，照原数"
    said = {SUM: "各行相加", MEAN: "各行简单平均，不加权", MOST: "各行中最大的", LEAST: "各行中最小的"}[way]
    if way == SUM and not figure.adds_up:
        said += f"；{NOT_ADDED_WORDS}"
    if way == MEAN:
        said += "（要按人数或户数加权，请改用两个数相除）"
    return said + beside


def say_unknown(standing: Standing, without_place: int = 0) -> str:
    """What is not known: places without a value, cells left empty and cells not read; '' when all is there."""
    table, noun = standing.table, LEVEL_WORDS[standing.asked.level]
    missing, partial = standing.unknown, table[table["is_partial"]]
    parts = []
    if len(missing):
        names = "、".join(missing["place_name"].head(8)) + ("…" if len(missing) > 8 else "")
        parts.append(f"{len(missing)} {noun}没有数：{names}")
    if len(partial):
        parts.append(f"{len(partial)} {noun}有没读出的格，合计不全，不排名")
    blank, unread = int(table["blank"].sum()), int(table["unread"].sum())
    if blank:
        parts.append(f"{blank:,} 行空着没有填")
    if unread:
        parts.append(f"{unread:,} 行没有读出或表里没有这一列")
    if without_place:
        parts.append(f"{without_place:,} 行是更大范围的，或没有写明是哪里，不在各地的数里")
    return "；".join(parts)


def say_rank_move(row: dict[Any, Any]) -> str:
    """`▲2`, `—`, `新`: the move of a place's rank since the last period."""
    return ranking.say_rank_change(str(row["change_state"]), row["rank_change"])


def say_beside(row: dict[Any, Any]) -> str:
    """What of a place's rows is not known: `3 行空着`, `2 行没读出`; '' when all is."""
    said = [f"{int(row[name]):,} 行{text}" for name, text in (("blank", "空着"), ("unread", "没读出")) if row[name]]
    return "，".join(said) or ("" if not is_missing(row["value"]) else words.NO_VALUE_WORDS)
