"""不漏一项一人: every policy and who is entitled to it, got it, did not, or cannot be told, by place down to the names."""

from indicators.entitlements import words
from pages.parts.common import look
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.linked import draw_linked
from pages.parts.common.state import Picked
from pages.parts.entitlements.address import PAGE, EntitlementsAddress, read_address
from pages.parts.entitlements.excel import draw_download
from pages.parts.entitlements.matrix import draw_matrix
from pages.parts.entitlements.policies import draw_answer, draw_policies, draw_policy

WHAT_FOR = "导入国家系统导出的表和各部门的名册后，这里逐项政策对照：谁该享受、谁已享受、谁没有享受、谁说不清。"


def draw(picked: Picked) -> None:
    """The page for the picks and what the address asks beside them."""
    look.use_styles("shortfalls", "entitlements")
    address = read_address(picked)
    if address is None:
        look.draw_answer("还没有可以对照的政策")
        look.draw_to_import(WHAT_FOR)
        return
    if not picked.is_show and address.at != picked.scope:
        draw_linked(crumbs_html(picked, address.at, PAGE), "crumbs")
    draw_answer(address)
    look.draw_notes(address.notes)
    if picked.is_show:
        draw_policies(address)
        return
    if unsure := words.say_unsure(address.totals(), address.policies):
        look.draw_note(unsure)
    if address.policy is not None:
        draw_policy(address, address.policy)
    draw_policies(address)
    _draw_below(address)


def _draw_below(address: EntitlementsAddress) -> None:
    """What did not hold yet, the file, and the places below."""
    if said := words.say_waiting(address.framework.measures, address.policies):
        look.draw_note(said)
    if not address.level_below:
        return
    draw_matrix(address)
    draw_download(address)


look.draw_page(draw, WHAT_FOR)
