"""What a place has left out whole: `withhold` finds registers of which it has sent no row while it reports that there is something."""

from indicators.evaluation.left_out.withheld import is_withheld, withhold

__all__ = ["is_withheld", "withhold"]
