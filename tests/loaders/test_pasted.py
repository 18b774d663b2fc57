"""A block copied out of Excel is read by the names of its places, whatever their order; what is not read is told."""

import pytest

from core.places import PlaceIndex
from loaders.pasted import read_pasted
from tests.indicators.small_case import FENGHUANG, HUAYUAN, LUXI

HOUSES, SHARE = "危房改造完成户数（户）", "卫生厕所改造率（%）"
CODES = (LUXI, FENGHUANG, HUAYUAN)


@pytest.fixture(scope="module")
def index() -> PlaceIndex:
    return PlaceIndex()


def block(*rows: str) -> str:
    return "\r\n".join(row.replace("|", "\t") for row in rows) + "\r\n"


def test_places_in_another_order_get_their_own_figures(index: PlaceIndex) -> None:
    read = read_pasted(block("花垣县|1,203|88", "凤凰县|5|70", "泸溪县|8|—"), [HOUSES, SHARE], CODES, index)
    assert read.values == {
        (HUAYUAN, HOUSES): "1,203", (HUAYUAN, SHARE): "88", (FENGHUANG, HOUSES): "5", (FENGHUANG, SHARE): "70", (LUXI, HOUSES): "8",
    }  # fmt: skip
    assert read.items == (HOUSES, SHARE) and not read.unread


def test_titles_above_name_the_items_and_nothing_has_to_be_picked_before(index: PlaceIndex) -> None:
    rows = block(
        "全州危房改造和改厕进度",
        "序号|县市|卫生厕所改造率(%)|危房改造完成户数|备注",
        "1|凤凰|70|5|在建",
        "2|湘西州泸溪县|九成|8|",
    )
    read = read_pasted(rows, [HOUSES], CODES, index)
    assert read.values == {
        (FENGHUANG, "卫生厕所改造率(%)"): "70", (FENGHUANG, HOUSES): "5", (LUXI, "卫生厕所改造率(%)"): "九成", (LUXI, HOUSES): "8",
    }  # fmt: skip
    assert read.unread == ("“备注”一列没有数字，没有读",)


def test_codes_stand_for_places(index: PlaceIndex) -> None:
    assert read_pasted(block(f"{LUXI}|8"), [HOUSES], CODES, index).values == {(LUXI, HOUSES): "8"}


def test_what_is_not_read_is_told_with_its_row(index: PlaceIndex) -> None:
    read = read_pasted(block("合计|20", "凤凰县|5|6", "永顺县|9", "凤凰县|7"), [HOUSES], CODES, index)
    assert read.values == {(FENGHUANG, HOUSES): "5"}
    assert read.unread == (
        "每行有 2 个数，上面选了 1 项，多出的列没有读；连表头一起复制就不用先选",
        "第1行“合计”不是这里要填的地区，没有读",
        "第3行“永顺县”不是这里要填的地区，没有读",
        "第4行“凤凰县”和第2行是同一个地区，没有读",
    )


@pytest.mark.parametrize("text", ["", "  \n\t\n"])
def test_nothing_pasted_is_nothing_read(text: str, index: PlaceIndex) -> None:
    read = read_pasted(text, [HOUSES], CODES, index)
    assert (dict(read.values), read.items, read.unread) == ({}, (), ())


@pytest.mark.parametrize("text", ["5\t70\n8\t90", "县市\t户数\n", "这是一段话", '"没有关上的引号\t5'])
def test_figures_without_places_are_not_given_to_anybody(text: str, index: PlaceIndex) -> None:
    read = read_pasted(text, [HOUSES, SHARE], CODES, index)
    assert not read.values and "没有读到地区" in read.unread[0]


def test_a_cell_of_two_lines_is_one_cell(index: PlaceIndex) -> None:
    read = read_pasted('县市\t"危房改造\n完成户数"\n凤凰县\t5\n', [], CODES, index)
    assert read.values == {(FENGHUANG, "危房改造 完成户数"): "5"}
