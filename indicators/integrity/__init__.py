"""数据真实: how usual the figures of a place are: the tests, their statistics, the rows behind and the words.

The only package that reads scipy when it is imported.
"""

from indicators.integrity import pictures, results, rows, words
from indicators.integrity.declared_tests import TESTS, Figure, Test
from indicators.integrity.pictures import Shares
from indicators.integrity.results import RULES, Integrity, IntegrityRequest
from indicators.integrity.rows import RowsFound, RowsRequest
from indicators.integrity.words import CLEAR, DEGREE_WORDS, FEW, NONE, NOT_APPLICABLE, SLIGHT, Result

__all__ = [
    "CLEAR", "DEGREE_WORDS", "FEW", "NONE", "NOT_APPLICABLE", "RULES", "SLIGHT", "TESTS", "Figure", "Integrity",
    "IntegrityRequest", "Result", "RowsFound", "RowsRequest", "Shares", "Test", "pictures", "results", "rows",
    "words",
]  # fmt: skip
