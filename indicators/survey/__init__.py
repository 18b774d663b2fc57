"""Shares that a sample says of a whole county: the estimate with its interval, by village clusters or of a simple sample.

Numbers in, numbers out: which rows were asked, and with what weight, is declared with the measure (`sample`).
"""

from indicators.survey.estimates import CONFIDENCE, Estimate, estimate_share, wilson_interval

__all__ = ["CONFIDENCE", "Estimate", "estimate_share", "wilson_interval"]
