"""Beside the total: which points it leaves out, because of what, and the way to them."""

from markupsafe import Markup

from core import words
from core.templates import join
from indicators.evaluation import Evaluation, unscored
from pages.parts.common import look
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked
from pages.parts.ranking.leagues import place_parameters

NAMED = 3
"""So many places are named whose points are not all scored."""


def draw_unscored(evaluation: Evaluation, ours: str, picked: Picked) -> None:
    """Nothing where every declared point is scored and everything is known."""
    if not evaluation.framework.is_scored:
        return
    said = _say_one(evaluation, ours, picked) if ours else _say_places(evaluation, picked)
    if said:
        draw_linked(look.under_html(said), "unscored")


def _say_one(evaluation: Evaluation, ours: str, picked: Picked) -> Markup | str:
    said = unscored.say_unscored(evaluation, ours)
    return (
        join((said, _way("看是哪些", ours, unscored.can_be_scored(evaluation, ours))), "　")
        if said and not picked.is_show
        else said
    )


def _say_places(evaluation: Evaluation, picked: Picked) -> Markup | str:
    places = unscored.unscored_places(evaluation)
    if not places:
        return ""
    named = [
        join((name if picked.is_show else _way(name, code, unscored.can_be_scored(evaluation, code)), f" {said}"))
        for code, name, said in places[:NAMED]
    ]
    rest = f"等 {len(places)} 个" if len(places) > NAMED else ""
    full = words.say_number(evaluation.framework.points)
    return join((f"{full} 分中没有计分的：", join(named, "、"), rest))


def _way(shown: str, code: str, is_open: bool) -> Markup:
    """To what has to be filled in or imported; where nothing has to, to the marks of the place."""
    return link_html(shown, "shortfalls" if is_open else "ranking", style="name", **place_parameters(code))
