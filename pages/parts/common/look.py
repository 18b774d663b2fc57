"""Words and marks drawn as HTML in one look: titles, lights, bands, tables. Every text from data is escaped here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from core.lights import LIGHTS
from core.palette import css_variables
from pages.parts.common import state
from pages.parts.common.state import Picked

SHOW_ROWS = 12
"""Rows of a table in the projection."""


_ROOMS = Path(__file__).parents[1]


@cache
def _read_styles(rooms: tuple[str, ...]) -> str:
    files = (_ROOMS / room / f"{room}.css" for room in rooms)
    return "".join(f"<style>{file.read_text(encoding='utf-8')}</style>" for file in files)


def use_styles(*rooms: str) -> None:
    """Style a page by the sheets of these rooms, in their order."""
    st.html(_read_styles(rooms))


@cache
def stylesheet() -> str:
    """The style of every page, with the colours that all style sheets take."""
    return f"<style>{css_variables()}{(Path(__file__).parent / 'look.css').read_text(encoding='utf-8')}</style>"


@cache
def show_stylesheet() -> str:
    """What the projection changes."""
    return f"<style>{(Path(__file__).parent / 'show.css').read_text(encoding='utf-8')}</style>"


def draw_answer(answer: str, quiet: str = "") -> None:
    """The page's answer as its title line, and one quiet line under it. Plain texts, escaped here."""
    under = f"<p class='quiet'>{escape(quiet)}</p>" if quiet else ""
    st.html(f"<h1 class='answer'>{escape(answer)}</h1>{under}")


def draw_heading(text: str, quiet: str = "") -> None:
    """A section's heading, stating what is found."""
    under = f"<span class='quiet'>{escape(quiet)}</span>" if quiet else ""
    st.html(f"<h2 class='heading'>{escape(text)} {under}</h2>")


def draw_note(text: str) -> None:
    """A quiet line: rule, unit, source."""
    st.html(f"<p class='quiet'>{escape(text)}</p>")


def draw_problem(message: str) -> None:
    """What went wrong and what to do, nothing technical."""
    st.html(f"<div class='problem' role='alert'><b>没有完成</b><br>{escape(message)}</div>")


def draw_empty(message: str) -> None:
    """What to import; put a button after it."""
    st.html(f"<div class='empty'>{escape(message)}</div>")


def draw_to_import(message: str, label: str = "去导入数据") -> None:
    """What is not there yet, and the way to the import."""
    draw_empty(message)
    draw_import_link(label)


def draw_import_link(label: str = "去导入数据") -> None:
    """The way to the import, with the picks."""
    st.page_link("pages/imports.py", label=label, query_params=state.picked().parameters())


def draw_page(draw: Callable[[Picked], None], what_for: str) -> None:
    """A page for the picks; without any data what will stand there, and the way to the import."""
    picked = state.picked()
    if picked.period:
        draw(picked)
        return
    draw_answer("还没有可以评估的数据")
    draw_to_import(what_for)


def draw_demo_band() -> None:
    """The band that marks simulated data on every screen."""
    st.html("<div class='demo-band'>模拟数据 · 由程序生成，人名地名项目均为虚构，不得引用</div>")


def light_html(light: str, words: str = "") -> str:
    """Colour, shape and word of a light; `words` replaces the word."""
    shape, word, colour = LIGHTS[light]
    return f"<span class='light' style='color:{colour}'>{shape} {escape(words or word)}</span>"


def tiles_html(tiles: Sequence[tuple[str, str, str]]) -> str:
    """A row of (label, big figure, small words); escaped."""
    cells = "".join(
        f"<div class='tile'><div class='tile-label'>{escape(label)}</div><div class='tile-figure'>{escape(figure)}</div>"
        f"<div class='tile-words'>{escape(words)}</div></div>"
        for label, figure, words in tiles
    )
    return f"<div class='tiles'>{cells}</div>"


def table_html(
    frame: pd.DataFrame,
    titles: Mapping[str, str],
    *,
    numbers: Sequence[str] = (),
    html: Mapping[str, Callable[[object], str]] | None = None,
    ours: pd.Series | None = None,
    caption: str = "",
) -> str:
    """A table as HTML: columns of `titles` in order, `numbers` right-aligned, `html` columns made by trusted functions.

    `ours` marks rows in the accent. Everything else is escaped.
    """
    makers = html or {}
    head = "".join(
        f"<th class='{'number' if name in numbers else ''}'>{escape(title)}</th>" for name, title in titles.items()
    )
    rows = []
    for index, row in frame.iterrows():
        cells = "".join(
            f"<td class='{'number' if name in numbers else ''}'>"
            f"{makers[name](row[name]) if name in makers else escape(str(row[name]))}</td>"
            for name in titles
        )
        mark = " class='ours'" if ours is not None and bool(ours.loc[index]) else ""
        rows.append(f"<tr{mark}>{cells}</tr>")
    under = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<div class='table-box'><table class='plain'>{under}<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
