"""The way up from a place as links of one page: 全州 › 凤凰县 › ××镇."""

from __future__ import annotations

from html import escape

from core.places.codes import level_of
from pages.parts.common.linked import link_html
from pages.parts.common.state import Picked
from pages.parts.household.address import say_place

_ORDER = ("country", "province", "prefecture", "county", "township", "village")


def crumbs_html(picked: Picked, at: str, page: str, last: str = "", **parameters: str) -> str:
    """Links from the picked place down to `at`, each to the page's place `at=`; `last` names what is looked at there."""
    above = (f"{at[:2]}0000", f"{at[:4]}00", at[:6], at[:9], at[:12]) if at else ()
    codes = dict.fromkeys((picked.scope, *above))
    start, end = _depth(picked.scope), _depth(at)
    trail = [code for code in codes if code == picked.scope or start < _depth(code) <= end]
    steps = [
        f"<b>{escape(say_place(code))}</b>" if code == trail[-1] and not last else _link(picked, code, page, parameters)
        for code in trail
    ]
    if last:
        steps.append(f"<b>{escape(last)}</b>")
    return f"<nav class='crumbs' aria-label='位置'>{' › '.join(steps)}</nav>"


def _link(picked: Picked, code: str, page: str, parameters: dict[str, str]) -> str:
    return link_html(say_place(code), page, style="name", at="" if code == picked.scope else code, **parameters)


def _depth(code: str) -> int:
    return _ORDER.index(level_of(code))
