"""A household's income and spending by year, in parts that add up."""

from typing import Final

import pandas as pd

from core import words
from indicators.declared import is_empty
from indicators.households.household import INCOMES, Household
from store import find_table

PARTS: Final = {"wage_cny": "工资性", "business_cny": "生产经营性", "property_cny": "财产性", "transfer_cny": "转移性"}
"""Parts of income and their short names; net income is their sum less the cost of production."""
COST: Final = "production_cost_cny"


def income_years(household: Household) -> pd.DataFrame:
    """One row a year, oldest first: year, the declared money columns in yuan (NaN where empty), persons."""
    numbers = [column.name for column in find_table(INCOMES).columns if column.name.endswith("_cny")]
    frame = pd.DataFrame(list(household.every_row(INCOMES)), columns=["period", "persons", *numbers]).rename(
        columns={"period": "year"}
    )
    return frame.astype(dict.fromkeys(numbers, float)).sort_values("year").reset_index(drop=True)


def income_parts(years: pd.DataFrame) -> pd.DataFrame:
    """Long frame for the picture: year, part, title, value_cny; the cost of production is negative, empty parts are left out."""
    rows = [
        {"year": row["year"], "part": name, "title": title, "value_cny": row[name] * (-1 if name == COST else 1)}
        for row in years.to_dict("records")
        for name, title in {**PARTS, COST: "生产经营支出"}.items()
        if not is_empty(row[name])
    ]
    return pd.DataFrame(rows, columns=["year", "part", "title", "value_cny"])


def say_income(years: pd.DataFrame) -> str:
    """The finding of the picture: `2021年人均纯收入 11,200.00 元，比上年 ▲5.20%；最大的一块是工资性收入`. '' without a year."""
    if years.empty:
        return ""
    now = years.iloc[-1]
    before = years[years["year"] == str(int(now["year"]) - 1)]
    text = f"{now['year']}年人均纯收入 {words.say_value(now['income_per_person_cny'], 'cny_per_person')}"
    if len(before):
        change = words.say_change(now["income_per_person_cny"], before["income_per_person_cny"].iloc[0], "cny")
        text += f"，与上年{'持平' if change == words.UNCHANGED_WORDS else f'比 {change}'}"
    filled = {title: now[name] for name, title in PARTS.items() if not is_empty(now[name])}
    return f"{text}；最大的一块是{max(filled, key=lambda title: filled[title])}收入" if filled else text
