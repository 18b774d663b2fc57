"""户档案: one household with everything the tables say of it; without a choice, the way to find one."""

from pages.parts.common import acts, look, state
from pages.parts.common.state import Picked
from pages.parts.household.address import read_address
from pages.parts.household.list import draw_choice
from pages.parts.household.record import draw_household


def draw(picked: Picked) -> None:
    """The page for the picks and what the address asks beside them."""
    look.use_styles("household")
    if picked.is_show:
        look.draw_answer("户档案不投影", "一户人家的情况是个人信息，只在自己的屏幕上看。按“下一屏”继续。")
        return
    address = read_address(picked)
    if address.household is None:
        draw_choice(address)
    else:
        acts.note_once("view", f"household/{state.parameter('county')}/{state.parameter('ref')}")
        draw_household(address, address.household)


look.draw_page(draw, "导入国家系统的监测对象信息和各部门的表格后，这里按户看：家庭成员、收支、保障、帮扶和疑点。")
