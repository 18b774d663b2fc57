"""疑点核查: every record against every rule, places × rules, down to the village, the household and the row of the file."""

from __future__ import annotations

from pages.parts.checks.address import read_asked
from pages.parts.checks.findings import draw_check
from pages.parts.checks.overview import draw_overview
from pages.parts.checks.village import draw_village
from pages.parts.common import checked, look
from pages.parts.common.state import Picked

WHAT_FOR = "导入国家系统导出的五张表和各部门的表后，每一行按每条规则核查，查出的疑点列在这里，逐级看到户、到原始行。"


def draw(picked: Picked) -> None:
    """The page for the picks and what the address asks beside them."""
    look.use_styles("shortfalls", "checks")
    period = checked.checked_period(picked.period)
    if not period:
        look.draw_answer("还没有可以核查的数据")
        look.draw_to_import(WHAT_FOR)
        return
    asked = read_asked(picked, checked.checks(), checked.ensure_run(period))
    if asked.check is not None:
        draw_check(asked, asked.check)
    elif asked.level == "village":
        draw_village(asked)
    else:
        draw_overview(asked)


look.draw_page(draw, WHAT_FOR)
