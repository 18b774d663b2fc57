"""What a place has left out: registers of which it has sent no row while it reports that there is something (`withhold`), rows of
tables of which another table tells how much they ought to hold (`add_lacking`), and rows that no table took (`add_refused`)."""

from indicators.evaluation.left_out.lacking import add_lacking, compare_whole, whole_lacking
from indicators.evaluation.left_out.refused import add_refused, find_refused, say_refused
from indicators.evaluation.left_out.withheld import is_withheld, withhold

__all__ = [
    "add_lacking", "add_refused", "compare_whole", "find_refused", "is_withheld", "say_refused", "whole_lacking", "withhold",
]  # fmt: skip
