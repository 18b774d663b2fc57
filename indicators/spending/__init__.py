"""Spending against schedule (序时进度): the schedule's share on a day, gaps, needed per day, projection, the sentences of a 通报."""

from indicators.spending import against_schedule, query, words
from indicators.spending.against_schedule import STATE_WORDS, PaidAgainstSchedule
from indicators.spending.query import Spending, SpendingRequest, fund_sources
from indicators.spending.schedule import days_until
from indicators.spending.words import say_range, say_signed, say_wan

__all__ = [
    "STATE_WORDS", "PaidAgainstSchedule", "Spending", "SpendingRequest", "against_schedule", "days_until",
    "fund_sources", "query", "say_range", "say_signed", "say_wan", "words",
]  # fmt: skip
