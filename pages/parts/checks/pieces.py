"""Pieces that every view of 疑点核查 draws: the way up, notes, state and review of a finding."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from core.templates import stack
from indicators.checks import words as check_words
from indicators.declared import Measure, is_empty
from pages.parts.checks.address import ChecksAddress
from pages.parts.common import look
from pages.parts.common.address import household_parameters
from pages.parts.common.linked import link_html

MARK_CLASSES = {"确定有误": "3", "高度可疑": "2"}
"""The colour class of a degree of suspicion; of every other `1`."""
CLASSES = {"new": "up", "still": "flat", "unclear": "flat", "first": "flat", "gone": "gone"}


def crumbs_html(address: ChecksAddress) -> Markup:
    """全部规则 › 全州 › 凤凰县 › ××镇, the way up as links; the last step is what is looked at."""
    trail = address.trail()
    steps = []
    if address.check:
        steps.append(link_html("全部规则", "checks", style="name", **address.parameters(check="")))
    steps += [
        link_html(address.area_name(code), "checks", style="name", **address.parameters(at=code)) for code in trail[:-1]
    ]
    return look.crumbs_html([*steps, look.bold_html(address.area_name(trail[-1]))])


def draw_notes(address: ChecksAddress) -> None:
    """What of the address could not be followed."""
    if address.notes:
        look.draw_note("".join(address.notes))


def household_html(row: Mapping[str, Any]) -> Markup:
    """The household's code as a link to its 户档案; '' for a row that is about none."""
    code = row["household_code"]
    if is_empty(code):
        return Markup("")
    address = household_parameters(str(row["county_code"]), str(row["household_ref"]))
    return link_html(str(code), "household", style="name", **address)


def state_html(row: Mapping[str, Any]) -> Markup:
    """The state of a finding, an exemption with its reason and end."""
    style = "exempt" if row["is_exempt"] else CLASSES.get(str(row["state"]), "flat")
    return Markup("<span class='state {}'>{}</span>").format(style, check_words.say_state(row))


def review_html(row: Mapping[str, Any]) -> Markup:
    """What somebody found on the spot."""
    style = "soft" if is_empty(row["review_result"]) else ""
    return Markup("<span class='{}'>{}</span>").format(style, check_words.say_review(row))


def source_html(row: Mapping[str, Any]) -> Markup:
    """File, then sheet and row, in two lines."""
    file, _, rest = check_words.say_source(row).partition(" · ")
    return look.soft_html(stack((file, rest)))


def mark_html(check: Measure) -> Markup:
    """The shape of a check's degree of suspicion in its colour."""
    shape = check_words.MARKS.get(check.suspicion, "")
    return Markup("<i class='mark g{}'>{}</i>").format(MARK_CLASSES.get(check.suspicion, "1"), shape)
