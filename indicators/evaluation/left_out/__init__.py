"""What a place has left out whole: registers of which it has sent no row while it reports that there is something (`withhold`), and
rows of tables of which another table tells how much they ought to hold (`add_lacking`)."""

from indicators.evaluation.left_out.lacking import add_lacking, compare_whole, whole_lacking
from indicators.evaluation.left_out.withheld import is_withheld, withhold

__all__ = ["add_lacking", "compare_whole", "is_withheld", "whole_lacking", "withhold"]
