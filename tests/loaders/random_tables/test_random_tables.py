"""Tables drawn at random are read right, or asked about; no value is stored wrong without a word."""

from collections import Counter
from pathlib import Path

import pytest

from tests.loaders.random_tables.books import draw_book
from tests.loaders.random_tables.grid import Figure
from tests.loaders.random_tables.judging import CRASH, LOST, RIGHT, WRONG, Verdict, judge, prepare_store

DRAWN = 240
LEAST_RIGHT = 0.8


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> list[Verdict]:
    """How each of the first workbooks is read; many more: `python -m tests.loaders.random_tables 2000`."""
    folder = prepare_store(tmp_path_factory.mktemp("random"))
    return [judge(draw_book(seed, folder), folder) for seed in range(DRAWN)]


def test_no_value_is_stored_wrong_or_left_out_without_a_word(verdicts: list[Verdict]) -> None:
    bad = [one for one in verdicts if one.outcome in (WRONG, LOST, CRASH)]
    assert not bad, "\n".join(f"{one.outcome} {one.drawn.seed} {one.drawn.kind}: {one.why}" for one in bad)


def test_most_are_stored_right_without_a_question(verdicts: list[Verdict]) -> None:
    outcomes = Counter(one.outcome for one in verdicts)
    assert outcomes[RIGHT] >= LEAST_RIGHT * DRAWN, outcomes


def test_every_kind_is_drawn_and_read_right_somewhere(verdicts: list[Verdict]) -> None:
    kinds = {one.drawn.kind for one in verdicts}
    assert {one.drawn.kind for one in verdicts if one.outcome == RIGHT} == kinds and len(kinds) > 10


@pytest.mark.parametrize("part", ["value", "place", "periods", "unit", "words"])
def test_a_truth_that_is_not_what_stands_there_is_called_wrong(part: str, tmp_path: Path) -> None:
    folder = prepare_store(tmp_path)
    several = (one for seed in range(300) if (one := draw_book(seed, folder)).kind == "several")
    drawn = next(one for one in several if judge(one, folder).outcome == RIGHT)
    other = {"value": 0.5, "place": "433199", "periods": ("1999",), "unit": "亩", "words": ("别的",)}[part]
    changed = tuple(Figure(**(vars(one) | {part: other})) for one in drawn.figures)
    assert judge(type(drawn)(drawn.seed, drawn.kind, drawn.path, changed), folder).outcome == WRONG
