"""A document as LibreOffice prints it: 22 lines of 28 letters inside the margins, page numbers outside, no letter missing."""

from itertools import pairwise

import pytest

from reports.paper import Grid, Heading, Paper, Signed, Text, write_paper
from tests.reports.paper.printed import Line, print_paper

LETTERS = "贯彻落实巩固脱贫攻坚成果" * 40
ODD = "亿元、个百分点、〔2021〕、①、÷、≥、−3.00分、“引号”、％"
PAPER = Paper(
    "关于指标情况的通报",
    (*(Text(LETTERS) for _ in range(4)), Heading("数字"), Text(ODD), Grid("表", ("县", "得分"), (("泸溪县", "66.72分"),)), Text("完。")),
    Signed("州乡村振兴局", "各县", "州乡振〔2021〕5号", "州委办公室"), "2021年11月20日", is_demo=True,
)  # fmt: skip
MM = 72 / 25.4
LEFT, WIDTH, TOP = 28 * MM, 156 * MM, 37 * MM


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[list[Line]]:
    return print_paper(write_paper(PAPER), tmp_path_factory.mktemp("printed"))


def body(page: list[Line]) -> list[Line]:
    """The lines between the demonstration's mark and the page number."""
    return page[1:-1]


@pytest.mark.heavy
def test_a_full_page_has_22_lines_of_28_letters(pages: list[list[Line]]) -> None:
    full = body(pages[1])
    assert len(full) == 22 and max(len(line.text) for line in full) == 28
    steps = {round(above.height - below.height, 1) for above, below in pairwise(full)}
    assert steps <= {28.9, 29.0}, steps
    assert sum(len(line.text) == 28 for line in full) > 15


@pytest.mark.heavy
def test_the_text_keeps_to_the_margins(pages: list[list[Line]]) -> None:
    page = 297 * MM
    for line in body(pages[1]):
        assert line.left >= LEFT - 0.5 and TOP <= page - line.height <= page - 35 * MM
    assert min(line.left for line in body(pages[1])) == pytest.approx(LEFT, abs=0.5)
    first = body(pages[1])[0]
    assert page - first.height - first.size == pytest.approx(TOP, abs=8), "the first line begins at the margin"


@pytest.mark.heavy
def test_page_numbers_stand_outside(pages: list[list[Line]]) -> None:
    odd, even = pages[0][-1], pages[1][-1]
    assert (odd.text, even.text) == ("— 1 —", "— 2 —")
    assert odd.left > LEFT + WIDTH / 2 > even.left


@pytest.mark.heavy
def test_no_letter_is_missing(pages: list[list[Line]]) -> None:
    printed = "".join(line.text for page in pages for line in page)
    assert "\ufffd" not in printed
    for words in (ODD, "州乡村振兴局文件", "州乡振〔2021〕5号", "抄送：州委办公室。", "66.72分"):
        assert words in printed.replace(" ", ""), words
