"""A show as PowerPoint, drawn by LibreOffice: every letter is there, and what its charts hold is what the frames hold."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from indicators.declared import read_framework
from indicators.evaluation import leagues
from reports.deck import write_presentation
from shows import READY_MADE, Show, Snapshot, Spec, make_deck, take_snapshot
from store import Store

PERIOD, AREA = "2021-11", "433100"
_PROGRAM = shutil.which("soffice")
HAS_IMPRESS = _PROGRAM is not None and (Path(_PROGRAM).resolve().parent / "libsdlo.so").exists()


@pytest.fixture(scope="module")
def snapshot(filled_folder: Path) -> Snapshot:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(filled_folder))
        return take_snapshot(Store(filled_folder), read_framework("consolidation_2021"), PERIOD, AREA)


@pytest.fixture(scope="module")
def written(snapshot: Snapshot) -> bytes:
    return write_presentation(make_deck(snapshot, READY_MADE))


def book_of(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def texts_of(slide: Any) -> list[str]:
    """What stands on a slide, cell by cell."""
    found = [one.text_frame.text for one in slide.shapes if one.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return [text for text in found if text]


def test_the_league_chart_holds_the_scores_of_the_frame(written: bytes, snapshot: Snapshot) -> None:
    choice = leagues.first_choice(snapshot.evaluation)
    scores = {f"{int(row['rank'])} {row['place_name']}": row["value"] for row in snapshot.table.to_dict("records")}
    held: dict[str, float] = {}
    for slide in book_of(written).slides:
        for shape in slide.shapes:
            if shape.has_chart and shape.chart.plots[0].series[0].name == choice.title:
                series = shape.chart.plots[0].series[0]
                held |= dict(zip(shape.chart.plots[0].categories, series.values, strict=True))
    assert held == {name: pytest.approx(value, abs=1e-12) for name, value in scores.items()}


def test_the_spending_chart_holds_rate_and_schedule_of_every_county(written: bytes, snapshot: Snapshot) -> None:
    from indicators.spending import SpendingRequest, against_schedule, query

    money = query.read_spending(snapshot.store, SpendingRequest(snapshot.day, AREA))
    held = against_schedule.compare_with_schedule(money, snapshot.framework.schedule_method)
    rates = {row["name"]: 100 * row["rate"] for row in held.counties.to_dict("records")}
    charts = [shape.chart for slide in book_of(written).slides for shape in slide.shapes if shape.has_chart]
    mine = [one for one in charts if one.plots[0].series[0].name == "支出率"]
    found = {
        name: value
        for one in mine
        for name, value in zip(one.plots[0].categories, one.plots[0].series[0].values, strict=True)
    }
    assert found == {name: pytest.approx(value, abs=1e-9) for name, value in rates.items()}
    ticks = [value for one in mine for value in one.plots[0].series[1].values]
    assert ticks == [pytest.approx(100 * held.line.share)] * len(rates)


@pytest.mark.heavy
@pytest.mark.skipif(
    not HAS_IMPRESS or shutil.which("pdftotext") is None, reason="LibreOffice Impress or poppler is not installed here"
)
def test_every_letter_of_every_slide_is_drawn(written: bytes, tmp_path: Path) -> None:
    (tmp_path / "show.pptx").write_bytes(written)
    command = [
        str(_PROGRAM), "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to", "pdf",
        "--outdir", str(tmp_path), str(tmp_path / "show.pptx"),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    drawn = _run("pdftotext", "-layout", str(tmp_path / "show.pdf"), "-")
    pages = drawn.split("\f")
    slides = list(book_of(written).slides)
    assert len(pages) - 1 == len(slides) and "\ufffd" not in drawn
    for page, slide in zip(pages, slides, strict=False):
        lost = {letter for text in texts_of(slide) for letter in text if not letter.isspace()} - set(page)
        assert not lost, (slide.shapes.title.text_frame.text, lost)
    fonts = _run("pdffonts", str(tmp_path / "show.pdf")).splitlines()[2:]
    assert fonts and all(line.split()[-5] == "yes" for line in fonts), fonts


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
def test_a_map_of_a_province_has_a_shape_a_county_each_named(tmp_path: Path) -> None:
    from benchmarks.make_province import make_province

    make_province(tmp_path, projects=500)
    store, framework = Store(tmp_path), read_framework("consolidation_2021")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(tmp_path))
        province = take_snapshot(store, framework, PERIOD, "430000")
        deck = make_deck(
            province, Show("x", "x", tuple(Spec(kind) for kind in ("league", "lights", "map", "spending")))
        )
        book = book_of(write_presentation(deck))
    names = set(province.evaluation.places["place_name"])
    assert len(names) > 100 and len(province.evaluation.places) == 122
    drawn = [
        [shape.name for shape in slide.shapes if shape.shape_type is not None and shape.name in names]
        for slide in book.slides
    ]
    assert max(len(one) for one in drawn) >= 122
    shown = " ".join(text for slide in book.slides for text in texts_of(slide))
    charts = [shape.chart for slide in book.slides for shape in slide.shapes if shape.has_chart]
    listed = {str(name).partition(" ")[2] or str(name) for one in charts for name in one.plots[0].categories}
    assert not [name for name in names if name not in shown] and not names - listed
