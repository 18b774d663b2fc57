"""The history of a problem as people read it, newest first, and where it was told of."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from core.words import say_date
from ledger.book.problems import Event, Problem
from ledger.book.words import KIND_TITLES, OPENED, RECURRED
from ledger.looking.saying import mask_text, say_changes, say_note
from pages.parts.common import look, office
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.ledger.address import LedgerAddress

FEW = 30
"""Events shown at once; the others on request."""


def draw_history(problem: Problem, address: LedgerAddress) -> None:
    """Who did what and when: what was and what is."""
    events = office.ledger().events(problem.id)[::-1]
    look.draw_heading("办理记录", f"{len(events):,} 条，新的在前")
    is_all = len(events) <= FEW or st.toggle(f"看全部 {len(events):,} 条", key=f"all_events_{problem.id}")
    shown = events if is_all else events[:FEW]
    draw_linked(history_html(shown), "ledger_history")


def history_html(events: list[Event]) -> str:
    """The events as a list."""
    return f"<ol class='events'>{''.join(_event_html(event) for event in events)}</ol>"


def _event_html(event: Event) -> str:
    told = say_changes(event)
    changes = f"<ul>{''.join(f'<li>{_change_html(*change)}</li>' for change in told)}</ul>" if told else ""
    if event.kind == OPENED:
        changes = f"<details><summary>登记时填写的 {len(told)} 栏</summary>{changes}</details>"
    note = f"<div class='note'>{escape(say_note(event))}</div>" if event.note else ""
    mark = " class='back'" if event.kind == RECURRED else ""
    return (
        f"<li><div class='soft'>{event.at:%Y-%m-%d %H:%M} · {escape(event.who)}</div>"
        f"<div><b{mark}>{KIND_TITLES[event.kind]}</b></div>{note}{changes}</li>"
    )


def _change_html(title: str, was: str, now: str) -> str:
    before = f"<del>{escape(was)}</del> → " if was else ""
    return f"{escape(title)}：{before}{escape(now)}"


def draw_sightings(problem: Problem) -> None:
    """Each time that somebody told of it; more than one means that tellings were recognised as the same problem."""
    seen = office.ledger().sightings(problem.id)
    again = f"同一问题说到 {len(seen)} 次，已并为一条" if len(seen) > 1 else ""
    look.draw_heading("从哪里来", again)
    draw_linked(f"<ul class='sightings'>{''.join(f'<li>{_sighting_html(one)}</li>' for one in seen)}</ul>", "sightings")


def _sighting_html(seen: Mapping[str, Any]) -> str:
    where = [seen["source_document"], seen["file_name"], seen["sheet"]]
    row = f"第 {seen['sheet_row']} 行" if seen["sheet_row"] else ""
    said = " · ".join([str(seen["source"]), *(mask_text(str(part)) for part in (*where, row) if part)])
    return f"<span class='soft'>{say_date(seen['day'])}</span> {escape(said)}{_finding_html(str(seen['finding']))}"


def _finding_html(finding: str) -> str:
    check = finding.rpartition("/")[2]
    return f" · {link_html('看疑点', 'checks', style='name', check=check)}" if check else ""
