"""What is on a screen as the sheets of a workbook: pages and commands take the same ones.

`make_ranking`: the league table, and the values with their marks, sums and ranks as live formulas. The others are lists: lights,
marks lost, the values of a map, spending, years.
"""

from indicators.listed.cells import light_words, numbers, scale_of, texts
from indicators.listed.definitions import list_definitions
from indicators.listed.lights import list_lights, list_losses, list_map
from indicators.listed.money import list_spending
from indicators.listed.ranking import make_ranking, score_places
from indicators.listed.years import list_years

__all__ = [
    "light_words",
    "list_definitions",
    "list_lights",
    "list_losses",
    "list_map",
    "list_spending",
    "list_years",
    "make_ranking",
    "numbers",
    "scale_of",
    "score_places",
    "texts",
]
