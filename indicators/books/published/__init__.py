"""A scoring book as it was published (考核办法、评分细则) → a draft: the tree, the points, the rules read from their prose.

What is not understood stays as its sentence (`wording`) and becomes a question with the answers proposed.
"""

from indicators.books.published.draft import Problem, PublishedDraft, Question, read_published, read_published_book
from indicators.books.published.meanings import read_rule_words
from indicators.books.published.reading import Choice, RuleReading

__all__ = [
    "Choice", "Problem", "PublishedDraft", "Question", "RuleReading", "read_published", "read_published_book",
    "read_rule_words",
]  # fmt: skip
