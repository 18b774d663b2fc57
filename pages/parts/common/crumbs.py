"""The way up from a place as links of one page: 全州 › 凤凰县 › ××镇; and the way to a household's record."""

from markupsafe import Markup

from indicators.households import household_ref
from pages.parts.common import look
from pages.parts.common.address import beside, household_parameters, say_area_of, say_place, trail
from pages.parts.common.linked import address, link_html
from pages.parts.common.state import Picked


def crumbs_html(picked: Picked, at: str, page: str, last: str = "", **parameters: str) -> Markup:
    """Links from the picked place down to `at`, each to the page's place `at=`; `last` names what is looked at there.

    A place beside the picked one has a link back to that one at the end of the line.
    """
    codes = trail(picked.scope, at)
    steps = [
        look.bold_html(say_place(code)) if code == codes[-1] and not last else _link(picked, code, page, parameters)
        for code in codes
    ]
    own = beside(picked.scope, at)
    back = link_html(f"回到{say_area_of(own)}", page, style="name", at="", **parameters) if own else ""
    return look.crumbs_html([*steps, look.bold_html(last)] if last else steps, aside=back)


def household_link(said: str, county_code: str, household_code: str) -> Markup:
    """A household's number as the way to its record; the number itself stands in no address."""
    return link_html(
        said, "household", style="name", **household_parameters(county_code, household_ref(household_code))
    )


def household_address(county_code: str, household_code: str) -> str:
    """The address of the same record, for what is no link of ours."""
    return address("household", **household_parameters(county_code, household_ref(household_code)))


def _link(picked: Picked, code: str, page: str, parameters: dict[str, str]) -> Markup:
    return link_html(say_place(code), page, style="name", at="" if code == picked.scope else code, **parameters)
