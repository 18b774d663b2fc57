"""A household's income by year: parts stand one after the other, cost left of zero, spending as a stroke."""

import pandas as pd

from charts.households import COLOURS, draw_incomes


def test_parts_cost_and_spending() -> None:
    parts = pd.DataFrame(
        [("2021", "wage_cny", "工资性", 100.0), ("2021", "production_cost_cny", "生产经营支出", -20.0)],
        columns=["year", "part", "title", "value_cny"],
    )
    spending = pd.DataFrame({"year": ["2020", "2021"], "spending_cny": [None, 70.0]})
    figure = draw_incomes(parts, spending)
    wage, cost, stroke = figure.data
    assert wage.marker.color == COLOURS["wage_cny"][0] and list(wage.x) == [100.0]
    assert list(cost.x) == [-20.0] and figure.layout.barmode == "relative"
    assert list(stroke.x) == [70.0] and list(stroke.y) == ["2021年"]
