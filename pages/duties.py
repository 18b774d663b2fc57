"""责任清单: who answers for how many problems, by department, person or indicator; each number opens its problems."""

from __future__ import annotations

from ledger.looking.summaries import sum_problems
from pages.parts.common import look, office, state
from pages.parts.common.state import Picked
from pages.parts.ledger.address import read_asked
from pages.parts.ledger.duties import draw_duties
from pages.parts.ledger.new import draw_invitation


def draw(picked: Picked) -> None:
    """The page for the picks and the filters of the address."""
    look.use_styles("shortfalls", "ledger")
    asked = read_asked(picked)
    if sum_problems(office.ledger().engine, asked.filters(), asked.today).total:
        draw_duties(asked)
        return
    look.draw_answer(f"{asked.area_name()}台账里还没有问题")
    draw_invitation(asked)


draw(state.picked())
