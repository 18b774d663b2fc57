"""疑点核查: every record against every rule, places × rules, down to the village, the household and the row of the file."""

from pages.parts.checks.address import read_address
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
    address = read_address(picked, checked.checks(), checked.ensure_run(period))
    if address.check is not None:
        draw_check(address, address.check)
    elif address.level == "village":
        draw_village(address)
    else:
        draw_overview(address)


look.draw_page(draw, WHAT_FOR)
