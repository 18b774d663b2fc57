"""A slide of every page: made of the demonstration, as that page counts, every county on it, nobody named; and of a place of its own."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from dashboard import GROUPS
from indicators.checks import findings
from indicators.declared import read_framework
from indicators.evaluation import LEAST_LOSS, advice, evaluate, list_marks, list_winnable, most_first
from indicators.figures import anything
from ledger.activities import read_activities
from pages.parts.common.navigation import SLIDES
from reports.deck import Bars, Deck, Matrix, Slide, Table
from shows import KINDS, PLACE, READY_MADE, Show, Snapshot, Spec, make_deck, take_snapshot
from shows.making import title_of
from store import Store

PERIOD, AREA, OURS = "2021-11", "433100", "433127"
BY_COUNTY = (
    "league",
    "lights",
    "map",
    "spending",
    "activities",
    "outline",
    "archive",
    "checks",
    "integrity",
    "quality",
    "cooperation",
)
"""Kinds that show every county of the area."""


@pytest.fixture(scope="module")
def snapshot(filled_folder: Path) -> Snapshot:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(filled_folder))
        store = Store(filled_folder)
        findings.ensure_run(store, PERIOD)
        return take_snapshot(store, read_framework("consolidation_2021"), PERIOD, AREA)


@pytest.fixture(scope="module")
def made(snapshot: Snapshot) -> Mapping[str, Deck]:
    """Kind → the deck of its slides alone."""
    return {kind: make_deck(snapshot, Show(kind, kind, (Spec(kind, picks_of(kind, snapshot)),))) for kind in KINDS}


def picks_of(kind: str, snapshot: Snapshot) -> dict[str, str]:
    if kind != "figure":
        return {}
    known = anything.list_figures(snapshot.store)
    return {"item": next(key for key, one in known.items() if "county" in one.levels and one.level == "township")}


def test_every_page_but_the_households_has_a_slide() -> None:
    pages = {name for entries in GROUPS.values() for name in entries}
    assert pages - set(SLIDES) == {"accounts", "acts", "household", "projection"}
    assert set(SLIDES.values()) <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_slide_says_what_its_page_says(made: Mapping[str, Deck], snapshot: Snapshot, kind: str) -> None:
    slides = made[kind].slides
    assert slides and all(slide.title for slide in slides)
    if kind == "course":
        return  # of months that nobody evaluated nothing is kept
    assert all(slide.pictures for slide in slides), [slide.subtitle for slide in slides]
    assert slides[0].title != KINDS[kind].title, "what is said is made of the data"
    if kind in BY_COUNTY:
        text = json.dumps([str(slide.pictures) for slide in slides], ensure_ascii=False)
        missing = [name for name in snapshot.evaluation.places["place_name"] if name not in text]
        assert not missing


def test_rows_that_do_not_fit_go_to_a_next_slide(made: Mapping[str, Deck]) -> None:
    for kind, deck in made.items():
        for slide in deck.slides:
            sizes = [len(one.rows) for one in slide.pictures if isinstance(one, Bars | Matrix | Table)]
            assert max(sizes, default=0) <= 13, kind


def test_nobody_is_named_on_any_slide(made: Mapping[str, Deck], filled_folder: Path) -> None:
    with Store(filled_folder).connect() as connection:
        asked = "SELECT DISTINCT helper_name FROM helpers UNION SELECT DISTINCT person_name FROM monitored_persons LIMIT 2000"
        people = [row[0] for row in connection.execute(asked).fetchall() if row[0] and len(row[0]) > 2]
        ids = [
            row[0]
            for row in connection.execute("SELECT id_number FROM monitored_persons LIMIT 2000").fetchall()
            if row[0]
        ]
    for kind, deck in made.items():
        text = str([(slide.title, slide.subtitle, slide.notes, slide.pictures) for slide in deck.slides])
        assert people and not [one for one in [*people, *ids] if str(one) in text], kind


def test_a_slide_of_a_place_stays_of_that_place(snapshot: Snapshot) -> None:
    deck = make_deck(snapshot, Show("x", "x", (Spec("standing", {PLACE: OURS}), Spec("standing"))))
    assert deck.slides[0].title.startswith(snapshot.name(OURS)) and not deck.slides[1].title.startswith(
        snapshot.name(OURS)
    )
    gone = make_deck(snapshot, Show("x", "x", (Spec("league", {PLACE: "999999"}),)))
    assert "没有了" in gone.slides[0].subtitle


def test_the_six_activities_are_those_of_their_page(made: Mapping[str, Deck]) -> None:
    board = [one for slide in made["activities"].slides for one in slide.pictures if isinstance(one, Matrix)]
    assert board[0].heads == tuple(one.title for one in read_activities())
    assert all(words.endswith("%") or not words.isascii() for one in board for line in one.words for words in line)


def test_the_meeting_has_all_its_parts() -> None:
    kinds = [spec.kind for spec in READY_MADE.slides]
    wanted = {
        "standing",
        "league",
        "lights",
        "map",
        "spending",
        "losses",
        "activities",
        "late",
        "todo",
        "leaders",
        "cooperation",
    }
    assert wanted <= set(kinds) and len(kinds) == len(set(kinds))


def test_what_can_be_won_back_is_what_the_list_of_marks_says(snapshot: Snapshot) -> None:
    names = ["measure", "title", "department", "lost", "needed"]
    for code in snapshot.counties:
        marks = list_marks(snapshot.evaluation, code)
        wanted = most_first(marks[(marks["advice"] == advice.WINNABLE) & (marks["lost"] > LEAST_LOSS)])
        assert list_winnable(snapshot.evaluation, code) == wanted[names].to_dict("records")


def test_making_a_show_tells_how_far_it_is_and_can_be_stopped(snapshot: Snapshot) -> None:
    said: list[tuple[str, float]] = []
    show = Show("x", "x", (Spec("league"), Spec("map"), Spec("gone")))
    make_deck(snapshot, show, lambda words, share: said.append((words, share)))
    assert [share for _, share in said] == [0.0, 1 / 3, 2 / 3]
    assert [words for words, _ in said] == [f"正在做“{title_of(spec)}”" for spec in show.slides]

    def stop(words: str, share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_deck(snapshot, show, stop)


def test_a_course_is_drawn_once_its_months_are_kept(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    from indicators.figures import past

    key = past.tables_key(snapshot.store, snapshot.framework)
    found = evaluate(snapshot.store, snapshot.framework, PERIOD, snapshot.evaluation.area)
    past.keep_evaluation(snapshot.store, found, key)
    slide: Slide = make_deck(snapshot, Show("x", "x", (Spec("course", {"of": "score", PLACE: OURS}),))).slides[0]
    assert slide.title.startswith(snapshot.name(OURS)) and slide.pictures
