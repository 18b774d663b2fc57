"""The card of main figures (应知应会) as one printable page: HTML that needs nothing else and fits on one sheet of A4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from core.palette import css_variables

STYLE = """
@page { size: A4 portrait; margin: 12mm 14mm; }
* { box-sizing: border-box; }
body { font-family: "Noto Sans CJK SC", "Microsoft YaHei", SimHei, sans-serif; color: var(--ink); margin: 0 auto; max-width: 182mm; }
h1 { font-size: 20pt; text-align: center; margin: 0 0 2mm; }
p.quiet { text-align: center; color: var(--print-quiet); font-size: 9.5pt; margin: 0 0 3mm; }
p.demo { text-align: center; border: 1pt solid var(--warning); color: var(--warning); font-size: 10pt; margin: 0 0 3mm; padding: 1mm; }
h2 { font-size: 11.5pt; margin: 3mm 0 1mm; border-left: 3pt solid var(--accent); padding-left: 2mm; }
h2 small { font-weight: normal; color: var(--print-quiet); font-size: 9pt; }
.grid { display: grid; grid-template-columns: repeat(3, 1fr); gap: 0 6mm; }
.figure { display: flex; justify-content: space-between; align-items: baseline; gap: 3mm; border-bottom: .5pt solid var(--print-rule);
  padding: .9mm 0; font-size: 9.5pt; break-inside: avoid; }
.figure b { font-size: 11pt; white-space: nowrap; font-variant-numeric: tabular-nums; }
.figure.missing b { font-weight: normal; color: var(--print-quiet); font-size: 9.5pt; }
footer { margin-top: 4mm; font-size: 8.5pt; color: var(--print-quiet); }
"""


@dataclass(frozen=True)
class Card:
    """What stands on the card: the place, the month in words, the figures of `indicators.figures.briefing.read_briefing`."""

    place: str
    period: str
    figures: pd.DataFrame
    is_demo: bool = False


def write_card(card: Card) -> bytes:
    """The page as UTF-8 HTML; texts from outside are escaped."""
    place = escape(card.place)
    demo = "<p class='demo'>模拟数据 · 由程序生成，不得引用</p>" if card.is_demo else ""
    tables = "、".join(dict.fromkeys(name for names in card.figures["tables"] for name in str(names).split("、")))
    parts = [
        f"<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'><title>{place}应知应会</title>",
        f"<style>{css_variables()}{STYLE}</style></head><body>{demo}<h1>{place}应知应会</h1>",
        f"<p class='quiet'>数据截至{escape(card.period)}；“未导入”的数字请向所列部门核实后填写</p>",
        *(_section(title, rows) for title, rows in card.figures.groupby("section", sort=False)),
        f"<footer>来源：{escape(tables)}</footer></body></html>",
    ]
    return "".join(parts).encode()


def _section(title: Any, rows: pd.DataFrame) -> str:
    department = escape(str(rows["department"].iloc[0]))
    figures = "".join(_figure(row) for row in rows.to_dict("records"))
    return f"<h2>{escape(str(title))} <small>{department}</small></h2><div class='grid'>{figures}</div>"


def _figure(row: Mapping[Any, Any]) -> str:
    missing = " missing" if pd.isna(row["value"]) else ""
    return (
        f"<div class='figure{missing}'><span>{escape(str(row['title']))}</span><b>{escape(str(row['words']))}</b></div>"
    )
