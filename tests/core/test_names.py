"""Names by day: what bodies, funds and kinds of people are called, and which words mean one department."""

from datetime import date

import pytest

from core.names import built_in_names

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
