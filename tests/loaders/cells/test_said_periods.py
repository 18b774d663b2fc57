"""The wordings of periods that offices use, each with what it is: a month, a year, counted up to a month, at a day, or none of these."""

import pytest

from loaders.cells import find_said_periods, read_said_period, say_said_period

ONE_PERIOD = {
    "2021年1-11月": ("to_date", "2021-01", "2021-11"),
    "2021年1—11月份": ("to_date", "2021-01", "2021-11"),
    "2021年元月至十一月": ("to_date", "2021-01", "2021-11"),
    "2021年前11个月": ("to_date", "2021-01", "2021-11"),
    "2021年元至11月": ("to_date", "2021-01", "2021-11"),
    "2021年元—十一月": ("to_date", "2021-01", "2021-11"),
    "2021年11月止累计": ("at_day", "2021-11", "2021-11"),
    "2021年 1 至 11 月": ("to_date", "2021-01", "2021-11"),
    "2021.1-11": ("to_date", "2021-01", "2021-11"),
    "2021年1月—2021年11月": ("to_date", "2021-01", "2021-11"),
    "2021年1月1日至11月20日": ("to_date", "2021-01", "2021-11"),
    "二〇二一年一至十一月": ("to_date", "2021-01", "2021-11"),
    "2021年一、二月": ("to_date", "2021-01", "2021-02"),
    "2021年1-12月": ("year", "2021-01", "2021-12"),
    "2021年上半年": ("half", "2021-01", "2021-06"),
    "2021年下半年": ("half", "2021-07", "2021-12"),
    "2021年中": ("half", "2021-01", "2021-06"),
    "2021年前三季度": ("quarter", "2021-01", "2021-09"),
    "2021年第三季度": ("quarter", "2021-07", "2021-09"),
    "2021年三季度末": ("quarter", "2021-07", "2021-09"),
    "2021年三、四季度": ("quarter", "2021-07", "2021-12"),
    "2021年Q3": ("quarter", "2021-07", "2021-09"),
    "2021年11月—12月": ("span", "2021-11", "2021-12"),
    "2021年11-12月": ("span", "2021-11", "2021-12"),
    "2020年12月-2021年11月": ("span", "2020-12", "2021-11"),
    "2021年11月20日—26日": ("span", "2021-11", "2021-11"),
    "2021年第47周": ("week", "2021-11", "2021-11"),
    "2021年第四十七周": ("week", "2021-11", "2021-11"),
    "2020-2021学年": ("school_year", "2020-09", "2021-08"),
    "2021年秋季学期": ("span", "2021-09", "2021-12"),
    "2021-2022年度": ("years", "2021-01", "2022-12"),
    "2021年1月至今": ("years", "2021-01", "2021-12"),
    "2021年度11月份": ("month", "2021-11", "2021-11"),
    "二〇二一年十一月": ("month", "2021-11", "2021-11"),
    "二○二一年十一月份": ("month", "2021-11", "2021-11"),
    "21年11月": ("month", "2021-11", "2021-11"),
    "202111": ("month", "2021-11", "2021-11"),
    "2021-11": ("month", "2021-11", "2021-11"),
    "截至2021年11月底": ("at_day", "2021-11", "2021-11"),
    "截止2021.10.31": ("at_day", "2021-10", "2021-10"),
    "2021年十一月三十日": ("at_day", "2021-11", "2021-11"),
    "2021-11-12": ("at_day", "2021-11", "2021-11"),
    "20211120": ("at_day", "2021-11", "2021-11"),
    "2021年度": ("year", "2021-01", "2021-12"),
    "21年任务": ("year", "2021-01", "2021-12"),
    "2021年底": ("year", "2021-01", "2021-12"),
}


@pytest.mark.parametrize(("words", "expected"), ONE_PERIOD.items())
@pytest.mark.parametrize("around", ["{}", "湘西州{}脱贫人口收入监测情况", "附件2：各县（市）{}情况表（100户）"])
def test_one_wording_is_one_period(words: str, expected: tuple[str, str, str], around: str) -> None:
    assert [(one.nature, one.first, one.last) for one in find_said_periods(around.format(words))] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年度（截至11月30日）", [("at_day", "2021-11")]),
        ("1-11月份累计（2021年）", [("to_date", "2021-11"), ("year", "2021-12")]),
        ("湘振发〔2021〕15号 2020年10月", [("month", "2020-10")]),
        ("2021年11月情况（填报日期：2021年12月5日）", [("month", "2021-11")]),
        ("近10年收入", []),
        ("三季度", []),
        ("2021年第11期通报", [("year", "2021-12")]),
        ("2021年新增110人", [("year", "2021-12")]),
        ("2021年第3批项目", [("year", "2021-12")]),
        ("2021年中央资金", [("year", "2021-12")]),
        ("2021年13月", [("year", "2021-12")]),
        ("2021-11-20至2021-11-26", [("span", "2021-11")]),
    ],
)
def test_what_stands_beside_a_period_is_none(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.nature, one.last) for one in find_said_periods(text)] == expected


def test_a_year_said_elsewhere_completes_a_wording_without_one() -> None:
    assert [one.last for one in find_said_periods("11月", "2021")] == ["2021-11"]
    assert read_said_period("三季度", "2021") == find_said_periods("2021年三季度")[0].__class__(
        "3季度", "quarter", "2021-07", "2021-09"
    )


@pytest.mark.parametrize("text", ["2021年人均收入", "11月", "约2021年", "2021年11月、12月和2020年"])
def test_a_text_with_something_besides_is_no_period(text: str) -> None:
    assert read_said_period(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2021年1-11月", "2021年1—11月累计"),
        ("2021年第三季度", "2021年7—9月"),
        ("截至2021年11月20日", "截至2021年11月20日"),
        ("截至2021年11月底", "截至2021年11月底"),
        ("2021-2022年度", "2021—2022年"),
        ("2020年12月-2021年11月", "2020年12月至2021年11月"),
        ("2021年底", "2021年全年"),
        ("2021年11月", "2021年11月"),
    ],
)
def test_what_a_figure_is_of_is_said(text: str, words: str) -> None:
    assert say_said_period(find_said_periods(text)[0]) == words
