"""Why households are not content: the reasons they gave, counted over the rows that fall short."""

from typing import Final

import pandas as pd

from indicators.declared import views
from indicators.evaluation import query
from indicators.shortfalls.lists import ListRequest
from store import Store

REASON: Final = "complaint"
"""The column of a survey in which a household says why."""
NOT_SAID: Final = "没有说明原因"


def has_reasons(request: ListRequest) -> bool:
    """Whether the rows of a list say why."""
    return REASON in request.measure.list_columns


def count_reasons(store: Store, request: ListRequest) -> pd.DataFrame:
    """reason, households: the reasons that the rows short of a measure give in a place, most first; those without one last."""
    with store.connect() as connection:
        views.prepare(connection)
        short = query.short_sql(connection, request.row_request())
        found = connection.execute(
            f"SELECT nullif(trim({REASON}), '') AS reason, count(*) AS households FROM ({short}) GROUP BY 1 "
            "ORDER BY reason IS NULL, 2 DESC, 1"
        ).df()
    return found.assign(reason=found["reason"].fillna(NOT_SAID))


def say_reasons(reasons: pd.DataFrame) -> str:
    """`组里的路没有修通 6 户，产业奖补兑现慢 3 户，没有说明原因 1 户`; '' without rows."""
    return "，".join(f"{row.reason} {row.households:,} 户" for row in reasons.itertuples())
