"""The ready-made show on the demonstration: every county on it, figures as the evaluation has them, no person named."""

import json
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from core.errors import UserError
from indicators.declared import read_framework
from indicators.evaluation import leagues
from reports.deck import Bars, Deck, Matrix, Shapes, Table
from shows import (
    KINDS,
    READY_MADE,
    Show,
    Snapshot,
    Spec,
    delete_show,
    make_deck,
    read_show,
    read_shows,
    save_show,
    take_snapshot,
)  # fmt: skip
from shows.__main__ import main
from shows.lists import LISTS
from store import Store

PERIOD, AREA, OURS = "2021-11", "433100", "433127"


@pytest.fixture(scope="module")
def snapshot(filled_folder: Path) -> Snapshot:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(filled_folder))
        return take_snapshot(Store(filled_folder), read_framework("consolidation_2021"), PERIOD, AREA)


@pytest.fixture(scope="module")
def deck(snapshot: Snapshot) -> Deck:
    return make_deck(snapshot, READY_MADE)


def names(snapshot: Snapshot) -> set[str]:
    return set(snapshot.evaluation.places["place_name"])


def test_every_county_stands_on_league_lights_and_map_with_its_own_score(deck: Deck, snapshot: Snapshot) -> None:
    choice = leagues.first_choice(snapshot.evaluation)
    said = {row["place_name"]: leagues.say_value(row["value"], choice) for row in snapshot.table.to_dict("records")}
    pictures = [picture for slide in deck.slides for picture in slide.pictures]
    bars = [bar for one in pictures if isinstance(one, Bars) and one.series == choice.title for bar in one.rows]
    assert {bar.label.partition(" ")[2]: bar.words.partition("　")[0] for bar in bars} == said
    heads = tuple(cut.short for cut in snapshot.framework.indicators)
    lights = [one for one in pictures if isinstance(one, Matrix) and one.heads == heads]
    assert {label for one in lights for label, _ in one.rows} == names(snapshot)
    shapes = [shape for one in pictures if isinstance(one, Shapes) for shape in one.shapes]
    assert {shape.name: shape.words for shape in shapes if shape.words} == said


def test_no_two_slides_in_a_row_say_the_same(deck: Deck) -> None:
    titles = [slide.title for slide in deck.slides]
    assert all(now != before for before, now in pairwise(titles)), titles


def test_all_slides_are_of_one_moment(deck: Deck, snapshot: Snapshot) -> None:
    assert deck.is_demo and "2021年11月20日" in deck.snapshot and snapshot.framework.version in deck.snapshot


def test_nobody_is_named_on_a_wall(deck: Deck, filled_folder: Path) -> None:
    with Store(filled_folder).connect() as connection:
        asked = "SELECT DISTINCT helper_name FROM helpers UNION SELECT DISTINCT person_name FROM monitored_persons LIMIT 400"
        people = [row[0] for row in connection.execute(asked).fetchall() if row[0] and len(row[0]) > 2]
    text = json.dumps(
        [(slide.title, slide.subtitle, slide.notes, str(slide.pictures)) for slide in deck.slides], ensure_ascii=False
    )
    assert people and not [name for name in people if name in text]


def test_a_county_is_told_how_far_the_next_place_is_and_what_it_must_do(snapshot: Snapshot) -> None:
    own = Snapshot(snapshot.store, snapshot.evaluation, OURS, snapshot.places, snapshot.engine, snapshot.working_day)
    deck = make_deck(own, Show("x", "x", (Spec("standing"), Spec("league"), Spec("todo"))))
    table = own.table.set_index("place_code")
    ahead = table[(table["league"] == table.loc[OURS, "league"]) & (table["rank"] == table.loc[OURS, "rank"] - 1)].iloc[
        0
    ]
    gap = f"{ahead['value'] - table.loc[OURS, 'value']:.2f} 分"
    assert any(ahead["place_name"] in slide.title and gap in slide.title for slide in deck.slides)
    todo = [picture for slide in deck.slides for picture in slide.pictures if isinstance(picture, Table)]
    assert todo and all(row[2] for one in todo for row in one.rows), "each says what wins the marks back"


def test_own_words_take_the_findings_place_and_an_unknown_kind_says_so(snapshot: Snapshot) -> None:
    deck = make_deck(snapshot, Show("x", "x", (Spec("losses", caption="抓三件事"), Spec("gone"))))
    assert deck.slides[0].title == "抓三件事" and deck.slides[0].notes.startswith("失分最多的是")
    assert "没有了" in deck.slides[1].title


def test_what_is_picked_on_a_page_goes_along(snapshot: Snapshot) -> None:
    deck = make_deck(snapshot, Show("x", "x", (Spec("league", {"by": "measure:spend_rate"}),)))
    assert "支出率" in deck.slides[0].subtitle and "口径：" in deck.slides[0].notes


def test_shows_are_kept_changed_and_taken_away(tmp_path: Path) -> None:
    saved = save_show(tmp_path, Show("", " 碰头会 ", (Spec("league", {"by": "total"}, "看"),)), "某某")
    assert read_show(tmp_path, saved.id) == saved and saved.title == "碰头会"
    again = save_show(tmp_path, Show(saved.id, "碰头会二", (Spec("map"), Spec("todo"))), "某某")
    assert [one.title for one in read_shows(tmp_path)] == ["动员部署会", "碰头会二"] and again.id == saved.id
    own = save_show(tmp_path, READY_MADE, "某某")
    assert own.id != READY_MADE.id, "what comes with the program stays"
    (tmp_path / "shows" / "broken.json").write_text("{", encoding="utf-8")
    assert len(read_shows(tmp_path)) == 3, "one that cannot be read does not take the others along"
    delete_show(tmp_path, saved.id)
    delete_show(tmp_path, "../../etc")
    assert [one.id for one in read_shows(tmp_path)] == [READY_MADE.id, own.id]
    with pytest.raises(UserError, match="起个名字"):
        save_show(tmp_path, Show("", "", (Spec("map"),)), "某某")
    with pytest.raises(UserError, match="1 到 60"):
        save_show(tmp_path, Show("", "空", ()), "某某")


def test_every_kind_of_the_ready_made_show_is_known() -> None:
    assert {spec.kind for spec in READY_MADE.slides} <= set(KINDS)


def test_the_command_writes_both_files(demo_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, slides = tmp_path / "show.html", tmp_path / "show.pptx"
    assert main(["html", "--period", PERIOD, "--place", AREA, "--dark", "--out", str(page)]) == 0
    assert main(["pptx", "--period", PERIOD, "--place", AREA, "--out", str(slides), "--json"]) == 0
    assert 'class="hall"' in page.read_text(encoding="utf-8") and slides.read_bytes().startswith(b"PK")
    assert main(["list"]) == 0 and "动员部署会" in capsys.readouterr().out
    assert main(["html", "--show", "none", "--out", str(page)]) == 2


@pytest.mark.parametrize("what", LISTS)
def test_the_command_writes_each_list_as_excel(what: str, demo_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    assert main(["xlsx", "--what", what, "--period", PERIOD, "--place", OURS, "--out", str(out)]) == 0
    book = openpyxl.load_workbook(out)
    assert "模拟数据" in str(book.worksheets[0]["A1"].value) and book.worksheets[0].max_row > 5
