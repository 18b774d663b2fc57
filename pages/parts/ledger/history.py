"""The history of a problem as people read it, newest first, and where it was told of."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from markupsafe import Markup

from core.personal import mask_numbers
from core.templates import render
from core.words import say_date
from ledger.book import KIND_TITLES, OPENED, Event, Problem
from ledger.book import words as ledger_words
from ledger.looking import say_changes, say_note
from ledger.rechecking import recurring
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


def history_html(events: list[Event]) -> Markup:
    """The events as a list."""
    said = office.say_who({event.who for event in events}, recurring.WHO)
    return render(__file__, "events", events=[_event(event) | {"who": said[event.who]} for event in events])


def _event(event: Event) -> dict[str, object]:
    return {
        "at": f"{event.at:%Y-%m-%d %H:%M}",
        "who": event.who,
        "title": KIND_TITLES[event.kind],
        "is_opening": event.kind == OPENED,
        "is_back": event.kind == ledger_words.RECURRED,
        "note": say_note(event) if event.note else "",
        "changes": say_changes(event),
    }


def draw_sightings(problem: Problem) -> None:
    """Each time that somebody told of it; more than one means that tellings were recognised as the same problem."""
    seen = office.ledger().sightings(problem.id)
    again = f"同一问题说到 {len(seen)} 次，已并为一条" if len(seen) > 1 else ""
    look.draw_heading("从哪里来", again)
    draw_linked(render(__file__, "sightings", seen=[_sighting(one) for one in seen]), "sightings")


def _sighting(seen: Mapping[str, Any]) -> tuple[str, str, Markup]:
    """The day, where it was told of, and the way to the finding."""
    where = [seen["source_document"], seen["file_name"], seen["sheet"]]
    row = f"第 {seen['sheet_row']} 行" if seen["sheet_row"] else ""
    said = " · ".join([str(seen["source"]), *(mask_numbers(str(part)) for part in (*where, row) if part)])
    check = str(seen["finding"]).rpartition("/")[2]
    link = link_html("看疑点", "checks", style="name", check=check) if check else Markup("")
    return say_date(seen["day"]), said, link
