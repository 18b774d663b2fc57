"""数据真实: every test of `declared_tests` over the places one level below a place, as degrees in words.

A degree says how far figures are from what is usual, with n, p and the size of the effect. It is never a verdict: a village
may have good reasons. What is shown together is adjusted together (Benjamini–Hochberg): all tests over all places of a table.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import duckdb
import numpy as np
import pandas as pd

from indicators.declared import Framework
from indicators.integrity import counts, statistics
from indicators.integrity.declared_tests import (
    CLEAR_Q,
    LEAST_PLACES,
    LEAST_ROWS,
    OUTLIER_Z,
    ROUND_STEPS,
    SLIGHT_Q,
    TESTS,
    Figure,
    Test,
)
from indicators.integrity.statistics import NAN, Outcome
from indicators.integrity.words import (
    CLEAR,
    DEGREES,
    FEW,
    NONE,
    NOT_APPLICABLE,
    SLIGHT,
    Result,
    say_digits,
    say_growth,
    say_heaping,
    say_narrow,
    say_share,
)
from store import Store

RULES: Final = "t_"
"""Ids of the checks of single rows that speak of true figures begin with this."""
ROUND_SHARE: Final = 0.01
"""The share of multiples of 100 among figures that were added up, not estimated."""
BIN_COLUMNS: Final = ("test", "figure", "place_code", "bin", "count")


@dataclass(frozen=True)
class IntegrityRequest:
    """Which places: those of a level inside a place, in a period."""

    at: str
    level: str
    period: str


@dataclass(frozen=True)
class Integrity:
    """All results, and `bins`: the counts behind digits and round numbers (`BIN_COLUMNS`) for the pictures.

    The area as a whole is the place `at` itself: its digits are tested too, and adjusted among its own tests.
    """

    request: IntegrityRequest
    results: tuple[Result, ...]
    bins: pd.DataFrame

    def places(self) -> list[str]:
        """The places tested, by code, without the area itself."""
        return sorted({one.place_code for one in self.results} - {self.request.at})

    def family(self, place_code: str) -> tuple[int, int]:
        """(places, tests) whose p-values are adjusted together with those of a place; every figure of a test counts."""
        is_own = place_code == self.request.at
        mine = [one for one in self.results if (one.place_code == self.request.at) == is_own and one.p == one.p]
        return len({one.place_code for one in mine}), len({(one.test_id, one.figure_id) for one in mine})

    def looked_at(self) -> list[str]:
        """The places tested; the area itself where it is a village and has none below."""
        return self.places() or sorted({one.place_code for one in self.results})

    def of(self, place_code: str, test_id: str) -> list[Result]:
        """The results of a test in a place, one a figure, the most remarkable first."""
        found = [one for one in self.results if (one.place_code, one.test_id) == (place_code, test_id)]
        return sorted(found, key=lambda one: (DEGREES.index(one.degree), one.p if one.p == one.p else 1.0))

    def worst(self, place_code: str, test_id: str) -> Result | None:
        """What stands in the cell of the table; None where the place has no such data."""
        return next(iter(self.of(place_code, test_id)), None)


def read_integrity(
    store: Store, request: IntegrityRequest, matrix: pd.DataFrame | None, framework: Framework
) -> Integrity:
    """Every test. `matrix` is `findings.read_matrix` at the same places; None where nothing was checked yet."""
    results: list[Result] = []
    bins: list[pd.DataFrame] = []
    with store.connect() as connection:
        for test in TESTS.values():
            found = []
            for figure in test.figures:
                more, frame = _test_figure(connection, test, figure, request)
                found += more
                bins.append(frame)
            if test.kind == "growth":
                found += test_growth(counts.read_growth(connection, request.period, request.at, request.level), test)
            if test.kind == "share":
                frame = SHARE_COUNTS[test.id](connection, request.period, request.at, request.level)
                found += test_shares(frame, test)
            if test.kind == "findings" and matrix is not None:
                found += test_shares(count_rule_findings(matrix, framework), test)
            results += found
    frames = [frame for frame in bins if len(frame)]
    joined = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(BIN_COLUMNS))
    return Integrity(request, tuple(judge(results, request.at)), joined)


def test_digits(bins: pd.DataFrame, test: Test, figure: Figure, at: str) -> list[Result]:
    """Last or first digits by place, and of all places together under `at`. `bins`: place_code, bin, count."""
    first = 1 if test.kind == "first_digit" else 0
    fit = statistics.fit_benford if first else _fit_uniform
    found = []
    for place, observed in _vectors(bins, at, range(first, 10)):
        outcome = fit(observed)
        words = say_digits(test, figure, observed, outcome)
        found.append(Result(test.id, figure.id, place, outcome, words=words))
    return found


def test_heaping(bins: pd.DataFrame, test: Test, figure: Figure, at: str) -> list[Result]:
    """Multiples of 100 among the figures by place. `bins`: place_code, bin (0 is all), count."""
    found = []
    for place, (n, hundreds, *more) in _vectors(bins, at, (0, *ROUND_STEPS)):
        outcome = statistics.exceed_share(hundreds, n, ROUND_SHARE, LEAST_ROWS)
        words = say_heaping(figure, n, hundreds, more[-1], outcome)
        found.append(Result(test.id, figure.id, place, outcome, words=words))
    return found


def test_shares(frame: pd.DataFrame, test: Test) -> list[Result]:
    """Each place's share against that of all the others. `frame`: place_code, n, hits."""
    all_n, all_hits = int(frame["n"].sum()), int(frame["hits"].sum())
    found = []
    for place, n, hits in zip(frame["place_code"], frame["n"].astype(int), frame["hits"].astype(int), strict=True):
        elsewhere = statistics.rate_elsewhere(hits, n, all_hits, all_n)
        outcome = statistics.exceed_share(hits, n, elsewhere, LEAST_ROWS)
        plain = (all_hits - hits) / (all_n - n) if all_n > n else NAN
        words = say_share(test, n, hits, plain, outcome)
        found.append(
            Result(test.id, "", str(place), outcome, value=hits / n if n else NAN, expected=plain, words=words)
        )
    return found


def test_growth(frame: pd.DataFrame, test: Test) -> list[Result]:
    """Each place's median growth among those of its level. `frame`: place_code, n, value."""
    is_enough = frame["n"] >= LEAST_ROWS
    kept = frame[is_enough]
    middle = float(kept["value"].median()) if len(kept) else NAN
    scores = statistics.modified_z(kept["value"].tolist()) if len(kept) >= LEAST_PLACES else [NAN] * len(kept)
    by_place = dict(zip(kept["place_code"], scores, strict=True))
    found = []
    for place, n, value in zip(frame["place_code"], frame["n"].astype(int), frame["value"], strict=True):
        z = by_place.get(place, NAN)
        outcome = Outcome(n, z, statistics.normal_p(z) if z == z else NAN, abs(value - middle))
        words = say_growth(n, float(value), middle, len(kept), outcome)
        found.append(Result(test.id, "", str(place), outcome, value=float(value), expected=middle, words=words))
    return found


def count_rule_findings(matrix: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """place_code, n (rows asked, added over the checks), hits (open findings) of the checks that speak of true figures."""
    wanted = [name for name in framework.measures if name.startswith(RULES)]
    rows = matrix[matrix["check"].isin(wanted)]
    sums = rows.groupby("place_code", as_index=False)[["population", "findings"]].sum()
    return sums.rename(columns={"population": "n", "findings": "hits"})


def _test_figure(
    connection: duckdb.DuckDBPyConnection, test: Test, figure: Figure, request: IntegrityRequest
) -> tuple[list[Result], pd.DataFrame]:
    given = (connection, figure, request.period, request.at, request.level)
    frame = FIGURE_COUNTS[test.kind](*given)
    labelled = frame.assign(test=test.id, figure=figure.id)[list(BIN_COLUMNS)]
    if test.kind == "heaping":
        return test_heaping(frame, test, figure, request.at), labelled
    results = test_digits(frame, test, figure, request.at)
    if test.kind == "first_digit":
        spans = counts.read_spans(*given)
        results = [_without_span(one, figure, spans.get(one.place_code, (NAN, NAN))) for one in results]
    return results, labelled


def _without_span(result: Result, figure: Figure, span: tuple[float, float]) -> Result:
    """First digits over figures of one size say nothing."""
    if result.p != result.p or statistics.spans_orders(*span):
        return result
    words = say_narrow(figure, result.n, *span)
    return replace(result, outcome=Outcome(result.n), degree=NOT_APPLICABLE, words=words)


def _vectors(bins: pd.DataFrame, at: str, keys: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
    """Place → its counts in the order of `keys`; then all places together as `at`, where that is not one of them."""
    wide = bins.pivot_table(index="place_code", columns="bin", values="count", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=list(keys), fill_value=0)
    for place, row in zip(wide.index, wide.to_numpy(dtype=int), strict=True):
        yield str(place), [int(one) for one in row]
    if len(wide) and at not in wide.index:
        yield at, [int(one) for one in wide.sum().to_numpy()]


def _fit_uniform(observed: Sequence[int]) -> Outcome:
    return statistics.fit_chi_square(observed, statistics.uniform_expected(len(observed)))


def judge(found: Sequence[Result], at: str) -> list[Result]:
    """The results with their p-values adjusted together, over all tests, figures and places, and their degrees.

    The area itself (`at`) is not one of the places looked at: its results are a family of their own.
    """
    adjusted = {
        is_own: iter(statistics.adjust_p([one.p for one in found if (one.place_code == at) == is_own]))
        for is_own in (False, True)
    }
    return [_with_degree(one, next(adjusted[one.place_code == at])) for one in found]


def _with_degree(result: Result, q: float) -> Result:
    if result.degree == NOT_APPLICABLE:
        return result
    return replace(result, q=q, degree=degree_of(TESTS[result.test_id], result.outcome, q))


def degree_of(test: Test, outcome: Outcome, q: float) -> str:
    """Slight or clear need both a small adjusted p and an effect of some size; a growth also a z that stands out."""
    if np.isnan(q) or np.isnan(outcome.effect):
        return FEW
    is_far = test.kind != "growth" or abs(outcome.statistic) > OUTLIER_Z
    if q < CLEAR_Q and outcome.effect >= test.clear and is_far:
        return CLEAR
    return SLIGHT if q < SLIGHT_Q and outcome.effect >= test.slight else NONE


CountFigure = Callable[[duckdb.DuckDBPyConnection, Figure, str, str, str], pd.DataFrame]
CountShare = Callable[[duckdb.DuckDBPyConnection, str, str, str], pd.DataFrame]
FIGURE_COUNTS: Final[dict[str, CountFigure]] = {
    "last_digit": counts.count_last_digits,
    "first_digit": counts.count_first_digits,
    "heaping": counts.count_round,
}
SHARE_COUNTS: Final[dict[str, CountShare]] = {
    "same_vector": counts.count_same_vectors,
    "copied": counts.count_copied,
    "phone": counts.count_shared_phones,
}
