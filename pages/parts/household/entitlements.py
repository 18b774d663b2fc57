"""户档案: what the household and its members are entitled to, and whether they got it."""

from datetime import date

from markupsafe import Markup

from indicators import entitlements
from indicators.declared import Framework, read_frameworks
from indicators.entitlements import Entitlement, words
from indicators.households import Household, member_names
from pages.parts.common import cache, look, tables
from pages.parts.common.cache import kept
from pages.parts.common.linked import link_html
from pages.parts.household.sections import absence_html, part_html
from store import Store

COLUMNS = (
    tables.Column("政策", cell="wrap"), tables.Column("谁"), tables.Column("落实"), tables.Column("责任部门", "extra"),
)  # fmt: skip
LIGHTS = {"missing": "behind", "unknown": "missing", "got": "normal"}


def _read(store: Store, framework: Framework, _household: Household, day: date, key: str) -> list[Entitlement]:
    return entitlements.of_household(store, framework, _household, day)


_entitled = kept(_read, 64)


def entitlements_html(household: Household) -> Markup:
    """The section: what is missing first; one line where nobody in the household is entitled to anything."""
    framework = entitlements.find_framework(read_frameworks()[0], household.period, household.county_code)
    if framework is None:
        return Markup("")
    found = _entitled(framework, household, cache.view_day(household.period), f"{household.ref}|{household.period}")
    if not found:
        return part_html("该享受的政策", absence_html("没有查到这户该享受的政策。"))
    names = member_names(household)
    rows = [_row(one, names.get(one.person, ""), household) for one in found]
    table = tables.cells_html(COLUMNS, rows, box="")
    return part_html("该享受的政策", table, words.say_household([one.state for one in found]))


def _row(one: Entitlement, name: str, household: Household) -> list[object]:
    title = link_html(one.policy.title, "entitlements", style="name", measure=one.policy.id, at=household.place_code)
    many = f"（{one.rows} {one.policy.counter}）" if one.rows > 1 else ""
    light = look.light_html(LIGHTS[one.state], words.STATE_WORDS[one.state])
    return [title, name or "全户", light + many, one.policy.department]
