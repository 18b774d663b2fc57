"""A page's slide on its way into a show: which slide it is, which show it goes to."""

from collections.abc import Mapping

from markupsafe import Markup

from pages.parts.common import look, state
from pages.parts.common.linked import draw_linked, link_html
from shows import KINDS, PLACE, READY_MADE, Show, Spec

NEW = "new"
"""The deck of an address that is not saved yet."""
EMPTY = Show(NEW, "新的投影", ())


def sent_slide() -> Spec | None:
    """The slide another page sends: its kind, what was picked there, and the place it was looked at; None where none is sent."""
    kind = state.parameter("add", tuple(KINDS))
    if not kind:
        return None
    picks = {name: value for name, value in state.own_parameters().items() if name != "at"}
    place = state.parameter("at") or state.picked().scope
    return Spec(kind, picks | ({PLACE: place} if place else {}))


def first_show(shows: Mapping[str, Show]) -> str:
    """Where a slide goes unasked: the show that was saved last, else the ready-made one."""
    own = [show for show in shows.values() if show.saved_at]
    return max(own, key=lambda show: show.saved_at).id if own else READY_MADE.id


def draw_adding(shows: Mapping[str, Show], show: Show, slide: Spec) -> None:
    """What is being added where, with the other shows to choose from."""
    chips = [_chip(one, one.id == show.id, slide) for one in (*shows.values(), EMPTY)]
    draw_linked(look.chips_html(chips, "加到哪个投影"), "add_to")
    look.draw_note(f"“{KINDS[slide.kind].title}”已排在“{show.title}”的最后一屏；在下面调整顺序、写标题，再存下。")


def _chip(show: Show, is_here: bool, slide: Spec) -> Markup:
    if is_here:
        return look.here_html(show.title)
    kept = {name: value for name, value in slide.picks.items() if name != PLACE}
    return link_html(
        show.title, "projection", style="chip", add=slide.kind, deck=show.id, at=state.parameter("at"), **kept
    )
