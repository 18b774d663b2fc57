"""数据真实: published values, plain twins of each statistic, honest figures that pass and spoiled villages that do not."""

import math
import random
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.declared import CHECKS, read_framework
from indicators.integrity import results as integrity
from indicators.integrity import rows as integrity_rows
from indicators.integrity import statistics as integrity_statistics
from indicators.integrity.declared_tests import TAIL_FROM, TESTS
from indicators.integrity.results import Integrity, IntegrityRequest
from indicators.integrity.rows import RowsRequest
from indicators.integrity.statistics import Outcome
from indicators.integrity.words import CLEAR, DEGREES, FEW, NONE, NOT_APPLICABLE, SLIGHT
from store.versions import Store
from tests.indicators.integrity.integrity_case import (
    COUNTY,
    HOUSEHOLDS,
    PARTS,
    PERIOD,
    TOWN,
    VILLAGES,
    Row,
    integrity_store,
    of_village,
)
from tests.indicators.integrity.integrity_case import integrity_rows as make_rows

VILLAGE = VILLAGES[2]


def read(store: Store, matrix: pd.DataFrame | None = None) -> Integrity:
    request = IntegrityRequest(TOWN, "village", PERIOD)
    return integrity.read_integrity(store, request, matrix, read_framework(CHECKS))


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Integrity:
    return read(integrity_store(tmp_path_factory.mktemp("honest")))


def degree(found: Integrity, place: str, test: str) -> str:
    worst = found.worst(place, test)
    assert worst is not None
    return worst.degree


# Published values and plain twins


def test_benford_is_as_published() -> None:
    """Benford 1938, table of first digits."""
    published = (0.301, 0.176, 0.125, 0.097, 0.079, 0.067, 0.058, 0.051, 0.046)
    assert [round(share, 3) for share in integrity_statistics.benford_expected()] == list(published)
    assert sum(integrity_statistics.benford_expected()) == pytest.approx(1)


def test_chi_square_of_a_published_die() -> None:
    """60 throws 5, 8, 9, 8, 10, 20: χ² 13.4 on 5 degrees of freedom, p 0.0199 (a common textbook case)."""
    found = integrity_statistics.fit_chi_square([5, 8, 9, 8, 10, 20], integrity_statistics.uniform_expected(6))
    assert found.statistic == pytest.approx(13.4) and found.p == pytest.approx(0.0199, abs=1e-4)


def test_adjusting_reproduces_the_paper() -> None:
    """Benjamini and Hochberg 1995, section 4: fifteen p-values, four of them rejected at 0.05."""
    paper = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    adjusted = integrity_statistics.adjust_p(paper)
    assert sum(q <= 0.05 for q in adjusted) == 4
    plain = [min(paper[k] * len(paper) / (k + 1) for k in range(i, len(paper))) for i in range(len(paper))]
    assert adjusted == pytest.approx(plain)


@settings(deadline=None)
@given(st.lists(st.integers(0, 400), min_size=10, max_size=10))
def test_chi_square_twin(observed: list[int]) -> None:
    found = integrity_statistics.fit_chi_square(observed, integrity_statistics.uniform_expected())
    n = sum(observed)
    if n < 50:
        assert math.isnan(found.p) and found.n == n
        return
    plain = sum((count - n / 10) ** 2 / (n / 10) for count in observed)
    assert found.statistic == pytest.approx(plain) and found.effect == pytest.approx(math.sqrt(plain / (n * 9)))
    assert 0 <= found.effect <= 1 and 0 <= found.p <= 1


@settings(deadline=None)
@given(st.lists(st.integers(0, 300), min_size=9, max_size=9))
def test_benford_twin(observed: list[int]) -> None:
    found = integrity_statistics.fit_benford(observed)
    n = sum(observed)
    if n * math.log10(10 / 9) < 5:
        assert math.isnan(found.p)
        return
    shares = [math.log10(1 + 1 / digit) for digit in range(1, 10)]
    assert found.effect == pytest.approx(
        sum(abs(count / n - share) for count, share in zip(observed, shares, strict=True)) / 9
    )


@settings(deadline=None)
@given(st.integers(30, 300), st.floats(0, 1), st.floats(0.001, 0.999))
def test_exceeding_a_share_twin(n: int, part: float, expected: float) -> None:
    hits = round(n * part)
    found = integrity_statistics.exceed_share(hits, n, expected, 30)
    plain = sum(math.comb(n, k) * expected**k * (1 - expected) ** (n - k) for k in range(hits, n + 1))
    assert found.p == pytest.approx(plain, abs=1e-9) and found.effect == pytest.approx(hits / n - expected)


@settings(deadline=None)
@given(st.lists(st.floats(-5, 5).map(lambda value: round(value, 3)), min_size=1, max_size=30))
def test_modified_z_twin(values: list[float]) -> None:
    def middle(of: list[float]) -> float:
        ordered, half = sorted(of), len(of) // 2
        return ordered[half] if len(of) % 2 else (ordered[half - 1] + ordered[half]) / 2

    center = middle(values)
    spread = middle([abs(value - center) for value in values])
    found = integrity_statistics.modified_z(values)
    if spread == 0:
        assert all(math.isnan(z) for z in found)
    else:
        assert found == pytest.approx([0.6745 * (value - center) / spread for value in values])


# Honest figures pass, whatever the seed


def test_uniform_digits_are_not_flagged() -> None:
    """A hundred times eight places with 1 000 uniform digits: never clear, and slight no oftener than one time in twenty says."""
    test, flagged = TESTS["last_digit"], 0
    for seed in range(100):
        draw = random.Random(seed)
        rows = [
            {"place_code": f"4331{place:02d}", "bin": digit, "count": count}
            for place in range(21, 29)
            for digit, count in Counter(draw.randrange(10) for _ in range(1000)).items()
        ]
        found = integrity.test_digits(pd.DataFrame(rows), test, test.figures[0], "433100")
        degrees = {one.degree for one in integrity.judge(found, "433100") if one.place_code != "433100"}
        assert degrees <= {NONE, SLIGHT}
        flagged += SLIGHT in degrees
    assert flagged <= 5


def test_honest_villages_are_not_flagged(honest: Integrity) -> None:
    assert honest.places() == list(VILLAGES)
    for village in VILLAGES:
        for test in ("last_digit", "first_digit", "heaping", "same_vector", "copied", "phone", "growth"):
            assert degree(honest, village, test) in (NONE, NOT_APPLICABLE), (village, test)


def test_every_result_says_its_numbers(honest: Integrity) -> None:
    for one in honest.results:
        assert any(character.isdigit() for character in one.words) and one.sentence.endswith(
            ("未见异常", "略有异常", "明显异常", "数据太少", "不适用")
        )
        assert one.degree in DEGREES
        if one.degree in (CLEAR, SLIGHT, NONE):
            assert ("p=" in one.words or "p<" in one.words) and f"{one.n:,}" in one.words


# Spoiled villages are found, and only they


def copy_village(now: list[Row], before: list[Row], persons: list[Row]) -> None:
    """Half of the village gets the first household's income."""
    rows = of_village(now, VILLAGE)
    for row in rows[1 : len(rows) // 2]:
        row.update({name: rows[0][name] for name in (*PARTS, "net_income_cny", "income_per_person_cny")})


def round_village(now: list[Row], before: list[Row], persons: list[Row]) -> None:
    """Wages of the village are said in whole thousands."""
    for row in of_village(now, VILLAGE):
        row["wage_cny"] = float(max(1, round(float(str(row["wage_cny"])) / 1000)) * 1000)


def keep_last_year(now: list[Row], before: list[Row], persons: list[Row]) -> None:
    """A third of the village reports last year's income again."""
    for row, last in list(zip(of_village(now, VILLAGE), of_village(before, VILLAGE), strict=True))[::3]:
        row.update({name: value for name, value in last.items() if name != "period"})


def share_phones(now: list[Row], before: list[Row], persons: list[Row]) -> None:
    """Forty households of the village give the secretary's telephone."""
    for row in of_village(persons, VILLAGE)[:40]:
        row["household_phone"] = "13800000000"


def double_incomes(now: list[Row], before: list[Row], persons: list[Row]) -> None:
    """Every income of the village is 60 % up."""
    for row in of_village(now, VILLAGE):
        row["income_per_person_cny"] = float(str(row["income_per_person_cny"])) * 1.6


SPOILED = {
    "same_vector": copy_village, "heaping": round_village, "copied": keep_last_year, "phone": share_phones,
    "growth": double_incomes,
}  # fmt: skip


@pytest.mark.parametrize("test_id", SPOILED)
def test_a_spoiled_village_is_clear_and_its_neighbours_are_not(tmp_path: Path, test_id: str) -> None:
    found = read(integrity_store(tmp_path, SPOILED[test_id]))
    assert degree(found, VILLAGE, test_id) == CLEAR
    assert {degree(found, village, test_id) for village in VILLAGES if village != VILLAGE} == {NONE}
    worst = found.worst(VILLAGE, test_id)
    assert worst is not None and worst.q < 0.01 and "q<0.001" in worst.sentence


def test_round_wages_show_in_the_last_digits_too(tmp_path: Path) -> None:
    found = read(integrity_store(tmp_path, round_village))
    worst = found.worst(VILLAGE, "last_digit")
    assert worst is not None and worst.degree == CLEAR and worst.figure_id == "wage" and "末位 0" in worst.words


def test_rows_behind_are_the_spoiled_households(tmp_path: Path) -> None:
    store = integrity_store(tmp_path, copy_village)
    rows = integrity_rows.read_rows(store, RowsRequest(TESTS["same_vector"], None, VILLAGE, PERIOD, limit=10))
    assert rows.total == HOUSEHOLDS // 2 and len(rows.rows) == 10
    assert set(rows.rows["place_code"]) == {VILLAGE} and rows.rows["source_row"].notna().all()


@pytest.mark.parametrize("test_id", SPOILED)
def test_rows_behind_are_as_many_as_the_result_says(tmp_path: Path, test_id: str) -> None:
    store = integrity_store(tmp_path, SPOILED[test_id])
    worst = read(store).worst(VILLAGE, test_id)
    assert worst is not None
    test = TESTS[test_id]
    figure = next((one for one in test.figures if one.id == worst.figure_id), None)
    rows = integrity_rows.read_rows(store, RowsRequest(test, figure, VILLAGE, PERIOD, limit=5))
    wanted = worst.n if test_id == "growth" else worst.outcome.statistic
    assert rows.total == wanted and len(rows.columns) >= 1


def test_digits_behind_agree_with_a_plain_loop(tmp_path: Path) -> None:
    """Twin of the last-digit counts and rows: dicts and loops."""
    store = integrity_store(tmp_path)
    now, _, _ = make_rows()
    plain = Counter(
        int(float(str(row["wage_cny"]))) % 10
        for row in of_village(now, VILLAGE)
        if float(str(row["wage_cny"])) >= TAIL_FROM
    )
    bins = read(store).bins.query("test == 'last_digit' and figure == 'wage' and place_code == @VILLAGE")
    assert dict(zip(bins["bin"], bins["count"], strict=True)) == dict(plain)
    figure = TESTS["last_digit"].figures[0]
    for digit in range(10):
        rows = integrity_rows.read_rows(store, RowsRequest(TESTS["last_digit"], figure, VILLAGE, PERIOD, digit))
        assert rows.total == plain[digit]


def test_the_order_of_rows_does_not_matter(tmp_path: Path, honest: Integrity) -> None:
    shuffled = read(integrity_store(tmp_path, shuffle=7))

    def facts(found: Integrity) -> list[str]:
        return sorted(f"{one.test_id}{one.figure_id}{one.place_code}{one.sentence}{one.q:.9f}" for one in found.results)

    assert facts(shuffled) == facts(honest)


@settings(deadline=None)
@given(st.permutations(list(range(6))))
def test_the_order_of_places_does_not_matter(order: list[int]) -> None:
    frame = pd.DataFrame({"place_code": list("abcdef"), "n": [100] * 6, "hits": [0, 1, 30, 2, 0, 1]})
    results = integrity.judge(integrity.test_shares(frame.iloc[order], TESTS["copied"]), "")
    assert {one.place_code: one.degree for one in results} == {
        "a": NONE,
        "b": NONE,
        "c": CLEAR,
        "d": NONE,
        "e": NONE,
        "f": NONE,
    }


def test_what_is_shown_together_is_adjusted_together(honest: Integrity) -> None:
    """A p of 0.02 in one of eight tests is chance; the area's own digits are adjusted too, among themselves."""
    at = honest.request.at
    for is_own in (False, True):
        family = [one for one in honest.results if (one.place_code == at) == is_own and one.degree != NOT_APPLICABLE]
        known = sorted((one.p for one in family if one.p == one.p), reverse=True)
        assert len({(one.test_id, one.figure_id) for one in family if one.p == one.p}) > 1
        smallest, expected = 1.0, {}
        for position, p in enumerate(known):
            smallest = min(smallest, p * len(known) / (len(known) - position))
            expected[p] = smallest
        assert all(one.q == pytest.approx(expected[one.p]) for one in family if one.p == one.p)
    tests = len({(one.test_id, one.figure_id) for one in honest.results if one.place_code != at and one.p == one.p})
    assert honest.family(VILLAGE) == (
        len({one.place_code for one in honest.results if one.place_code != at and one.p == one.p}),
        tests,
    )


# Too little, nothing, several degrees


def test_too_few_figures_are_said_not_judged() -> None:
    test = TESTS["last_digit"]
    bins = pd.DataFrame({"place_code": ["a"] * 2, "bin": [0, 5], "count": [20, 29]})
    (found,) = integrity.judge(integrity.test_digits(bins, test, test.figures[0], "a"), "")
    assert found.degree == FEW and "只有 49 个数" in found.sentence


def test_one_place_alone_is_not_compared() -> None:
    frame = pd.DataFrame({"place_code": ["a"], "n": [100], "hits": [50]})
    (found,) = integrity.judge(integrity.test_shares(frame, TESTS["copied"]), "")
    assert found.degree == FEW and "没有别处可比" in found.words


def test_a_narrow_figure_has_no_law_of_first_digits(tmp_path: Path) -> None:
    def narrow(now: list[Row], before: list[Row], persons: list[Row]) -> None:
        for row in now:
            row["wage_cny"] = 20_000.0 + hash_of(row) % 9_000

    def hash_of(row: Row) -> int:
        return sum(ord(letter) for letter in str(row["household_code"])) * 37

    found = read(integrity_store(tmp_path, narrow))
    wage = next(one for one in found.of(VILLAGE, "first_digit") if one.figure_id == "wage")
    assert wage.degree == NOT_APPLICABLE and "跨度不足两个数量级" in wage.words


@pytest.mark.parametrize(
    ("outcome", "q", "wanted"),
    [
        (Outcome(500, 90.0, 0.0001, 0.14), 0.0005, CLEAR),
        (Outcome(500, 90.0, 0.0001, 0.05), 0.0005, SLIGHT),
        (Outcome(500, 90.0, 0.0001, 0.01), 0.0005, NONE),
        (Outcome(500, 90.0, 0.02, 0.14), 0.03, SLIGHT),
        (Outcome(500, 90.0, 0.02, 0.14), 0.2, NONE),
        (Outcome(20), float("nan"), FEW),
    ],
)
def test_a_degree_needs_both_a_small_p_and_an_effect(outcome: Outcome, q: float, wanted: str) -> None:
    assert integrity.degree_of(TESTS["last_digit"], outcome, q) == wanted


def test_rule_findings_are_those_of_checks_of_true_figures() -> None:
    rows = [("t_age_impossible", 100, 30), ("t_household_no_head", 100, 0), ("c1_insured_next_year", 100, 99)]
    matrix = pd.DataFrame(
        [{"place_code": place, "check": name, "population": asked, "findings": found if place == VILLAGE else 0}
         for place in VILLAGES for name, asked, found in rows]
    )  # fmt: skip
    counted = integrity.count_rule_findings(matrix, read_framework(CHECKS))
    assert counted.set_index("place_code").loc[VILLAGE].tolist() == [200, 30]
    results = integrity.judge(integrity.test_shares(counted, TESTS["rules"]), "")
    assert {one.place_code for one in results if one.degree == CLEAR} == {VILLAGE}


def test_nothing_imported_gives_no_results(tmp_path: Path) -> None:
    found = read(Store(tmp_path))
    assert found.results == () and found.places() == [] and found.worst(COUNTY, "growth") is None
    assert isinstance(found.bins, pd.DataFrame) and found.bins.empty
