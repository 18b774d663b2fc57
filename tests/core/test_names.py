"""Names by day: what bodies, funds and kinds of people are called, and which words mean one department."""

from datetime import date
from pathlib import Path

import pytest

from core.names import built_in_names
from indicators.declared import CHECKS, framework_ids, read_framework, with_names
from loaders.importing import import_file
from loaders.recognise import known_sender
from store import Store, read_names
from tests.loaders.sheets import write_xlsx

BEFORE, NOW, LATER = date(2020, 11, 20), date(2021, 11, 20), date(2026, 11, 20)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("乡村振兴局", ("扶贫办", "乡村振兴局", "农业农村局（乡村振兴局）")),
        ("衔接资金支出率", ("财政专项扶贫资金支出率", "衔接资金支出率", "常态化帮扶资金支出率")),
        ("监测对象", ("监测对象", "监测对象", "防止返贫致贫对象")),
        ("财政局", ("财政局", "财政局", "财政局")),
    ],
)
def test_a_screen_says_the_name_of_its_day(name: str, said: tuple[str, ...]) -> None:
    assert tuple(built_in_names().say(name, day) for day in (BEFORE, NOW, LATER)) == said


def test_a_department_is_one_whatever_it_is_called() -> None:
    names = built_in_names()
    for word in ("发改局", "发展改革局", "发展和改革局", "发 改 委"):
        assert names.department(word) == "发改局"
    assert {names.department(one) for one in ("扶贫办", "农业农村局(乡村振兴局)", "乡振局")} == {"乡村振兴局"}
    assert names.department("白瀛镇") == "白瀛镇"
    assert known_sender("永顺县农业农村局（乡村振兴局）") == known_sender("农业农村局（乡村振兴局）") == "乡村振兴局"


@pytest.mark.parametrize("framework_id", [*framework_ids(), CHECKS])
def test_definitions_name_each_department_by_its_one_name(framework_id: str) -> None:
    names = built_in_names()
    for measure in read_framework(framework_id).measures.values():
        for part in measure.department.split("、"):
            assert names.department(part) == part, (measure.id, measure.department)


def test_measures_are_in_the_names_of_the_day_and_in_nothing_else_changed() -> None:
    plain = read_framework("consolidation_2021")
    assert with_names(plain, built_in_names(), NOW) is plain
    later = with_names(plain, built_in_names(), LATER)
    assert later.measure("spend_rate").title == "常态化帮扶资金支出率"
    assert later.content_hash == plain.content_hash and later.called != plain.called
    assert later.measure("spend_rate").source == plain.measure("spend_rate").source, (
        "a quotation stays as it was written"
    )
    assert with_names(later, built_in_names(), BEFORE).measure("spend_rate").title == "财政专项扶贫资金支出率"
    assert with_names(later, built_in_names(), NOW) is plain


def test_the_office_says_its_own_names(tmp_path: Path) -> None:
    rows = [
        ["名称类别", "统一名称", "当时名称", "止日", "其他叫法", "依据"],
        ["机构", "乡村振兴局", "扶贫开发办公室", "2021-06-10", "", ""],
        ["机构", "乡村振兴局", "乡村振兴局", "", "", ""],
        ["机构", "发改局", "", "", "发展改革和科技局", ""],
    ]
    folder = tmp_path / "data"
    store = Store(folder)
    assert read_names(store).department("发展改革和科技局") == "发展改革和科技局"
    import_file(write_xlsx(tmp_path / "名称沿革表.xlsx", {"表": rows}), folder=folder)
    names = read_names(store)
    assert names.department("发展改革和科技局") == "发改局"
    assert [names.called("乡村振兴局", day) for day in (date(2021, 6, 10), date(2021, 6, 11), LATER)] == [
        "扶贫开发办公室", "乡村振兴局", "乡村振兴局",
    ]  # fmt: skip
    assert names.say("衔接资金", LATER) == "常态化帮扶资金", "what it does not say stays built in"
