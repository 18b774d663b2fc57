"""The way up from a place as links of one page: 全州 › 凤凰县 › ××镇."""

from __future__ import annotations

from html import escape

from pages.parts.common.address import say_place, trail
from pages.parts.common.linked import link_html
from pages.parts.common.state import Picked


def crumbs_html(picked: Picked, at: str, page: str, last: str = "", **parameters: str) -> str:
    """Links from the picked place down to `at`, each to the page's place `at=`; `last` names what is looked at there."""
    codes = trail(picked.scope, at)
    steps = [
        f"<b>{escape(say_place(code))}</b>" if code == codes[-1] and not last else _link(picked, code, page, parameters)
        for code in codes
    ]
    if last:
        steps.append(f"<b>{escape(last)}</b>")
    return f"<nav class='crumbs' aria-label='位置'>{' › '.join(steps)}</nav>"


def _link(picked: Picked, code: str, page: str, parameters: dict[str, str]) -> str:
    return link_html(say_place(code), page, style="name", at="" if code == picked.scope else code, **parameters)
