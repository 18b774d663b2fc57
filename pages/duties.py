"""责任清单: who answers for how many problems, by department, person or indicator; each number opens its problems."""

from ledger.looking import sum_problems
from pages.parts.common import look, office, state
from pages.parts.common.state import Picked
from pages.parts.ledger.address import read_address
from pages.parts.ledger.duties import draw_duties
from pages.parts.ledger.new import draw_invitation


def draw(picked: Picked) -> None:
    """The page for the picks and the filters of the address."""
    look.use_styles("shortfalls", "ledger")
    address = read_address(picked)
    if sum_problems(office.ledger().engine, address.filters(), address.today).total:
        draw_duties(address)
        return
    look.draw_answer(f"{address.area_name()}台账里还没有问题")
    draw_invitation(address)


draw(state.picked())
