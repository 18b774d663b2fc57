"""The day of view: the one day that everything shown of a period is of."""

from datetime import date

from core.settings import today
from indicators.declared.expressions import PeriodBounds
from store import Store


def day_of_view(store: Store, period: str, asked: date | None = None) -> date:
    """The day a period is looked at: the one asked for, else the working day; the period's last day where that is earlier,
    its first where it is later. Every page, list, command and check asks here. Raises UserError for an unreadable period.
    """
    return PeriodBounds.of(period, asked or today(store.folder)).view_day
