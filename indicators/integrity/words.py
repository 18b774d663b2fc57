"""The results of 数据真实 in words: one sentence each with its numbers, and the sentence of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from indicators.integrity.declared_tests import CLEAR_Q, LEAST_PLACES, LEAST_ROWS, SLIGHT_Q, Figure, Test
from indicators.integrity.statistics import NAN, Outcome, benford_expected
from store import read_tables

CLEAR, SLIGHT, NONE, FEW, NOT_APPLICABLE = "clear", "slight", "none", "few", "not_applicable"
DEGREES: Final = (CLEAR, SLIGHT, NONE, FEW, NOT_APPLICABLE)
"""From the most remarkable down."""
JUDGED: Final = (CLEAR, SLIGHT, NONE)
DEGREE_WORDS: Final = {
    CLEAR: "明显异常", SLIGHT: "略有异常", NONE: "未见异常", FEW: "数据太少", NOT_APPLICABLE: "不适用",
}  # fmt: skip
NEVER_A_VERDICT: Final = "异常只说明数字和通常不一样，可能有正当原因，要核对原始资料，不是结论"
ADJUSTED: Final = "{tests} 项检验同时看了 {places} 个地方，所有 p 值已按本杰明尼—霍赫贝格法一起校正（记作 q），免得看得多了总会碰上“异常”"


HOW: Final = (
    f"明显异常：校正后 q 小于 {CLEAR_Q:.0%} 且偏离很大；略有异常：q 小于 {SLIGHT_Q:.0%} 且偏离不小；只有偶然或只有微小的偏离都算未见异常。"
    "末位数字的偏离用 V（克拉默系数）衡量，0.033 起算不小，0.1 起算很大；首位数字用平均绝对偏差，0.012 和 0.015；"
    "卡方检验每一类的应有个数不足 5 个的不做"
)


@dataclass(frozen=True)
class Result:
    """One test of one figure in one place. `q` is the p adjusted over all that is shown together; `value` and `expected` are
    shares or medians."""

    test_id: str
    figure_id: str
    place_code: str
    outcome: Outcome
    value: float = NAN
    expected: float = NAN
    q: float = NAN
    degree: str = FEW
    words: str = ""

    @property
    def n(self) -> int:
        """How many figures or rows were looked at."""
        return self.outcome.n

    @property
    def p(self) -> float:
        """The p-value before adjusting."""
        return self.outcome.p

    @property
    def sentence(self) -> str:
        """The words with the adjusted p and the degree."""
        adjusted = f"，校正后 {say_p(self.q, 'q')}" if self.q == self.q else ""
        return f"{self.words}{adjusted}：{DEGREE_WORDS[self.degree]}"


def say_integrity(
    noun: str, judged: int, unjudged: int, degrees: Mapping[str, int], worst: Result | None, worst_title: str,
    is_few: bool = False,
) -> str:  # fmt: skip
    """`8 个县里 1 个有明显异常、2 个略有异常；最突出的是凤凰县的末位数字`, or that nothing unusual was found, where all could be
    tested; of the `unjudged` that it cannot be said.

    `degrees` counts the places by their worst degree, `worst_title` names the most remarkable result's place and test, `is_few`
    that most results are of too little data.
    """
    places = f"{judged + unjudged} 个{noun}"
    found = [
        f"{degrees.get(degree, 0)} 个{word}"
        for degree, word in ((CLEAR, "有明显异常"), (SLIGHT, "略有异常"))
        if degrees.get(degree)
    ]
    if not judged:
        return f"{places}都没有数据或数据太少，说不清有没有异常" if unjudged else "还没有可以检验的数字"
    rest = f"；其余 {unjudged} 个没有数据或数据太少，说不清" if unjudged else ""
    if found and worst is not None:
        return f"{places}里 {'、'.join(found)}；最突出的是{worst_title}{rest}"
    if unjudged:
        return f"{places}只检验了 {judged} 个，未见异常{rest}"
    return f"{places}的数据大多太少，能检验的未见异常" if is_few else f"{places}的数字未见异常"


def say_digits(test: Test, figure: Figure, observed: Sequence[int], outcome: Outcome) -> str:
    """`工资性收入 820 个数，末位 5 占 17.20%（应为 10%），p=0.003，V=0.052`."""
    first = 1 if test.kind == "first_digit" else 0
    if outcome.p != outcome.p:
        return f"{figure.title}只有 {outcome.n:,} 个数，不够做检验"
    expected = benford_expected() if first else (0.1,) * len(observed)
    off = [count / outcome.n - share for count, share in zip(observed, expected, strict=True)]
    worst = max(range(len(off)), key=lambda position: off[position])
    kind = "首位" if first else "末位"
    share, usual = observed[worst] / outcome.n, expected[worst]
    return (
        f"{figure.title} {outcome.n:,} 个数，{kind} {worst + first} 占 {share:.1%}（应约 {usual:.1%}），"
        f"{say_p(outcome.p)}，{test.effect}={outcome.effect:.3f}"
    )


def say_narrow(figure: Figure, n: int, low: float, high: float) -> str:
    """Why first digits are not tested."""
    if not high > 0:
        return f"{figure.title}没有数"
    return f"{figure.title} {n:,} 个数多在 {low:,.0f} 到 {high:,.0f} 元之间，跨度不足两个数量级，首位数字没有规律可言"


def say_heaping(figure: Figure, n: int, hundreds: int, thousands: int, outcome: Outcome) -> str:
    """`工资性收入 820 个数，整百的占 31.2%（应约 1%），整千的占 12.0%，p<0.001`."""
    if outcome.p != outcome.p:
        return f"{figure.title}四位数以上的只有 {n:,} 个，不足 {LEAST_ROWS} 个"
    return f"{figure.title} {n:,} 个数，整百的占 {hundreds / n:.1%}（应约 1%），整千的占 {thousands / n:.1%}，{say_p(outcome.p)}"


def say_share(test: Test, n: int, hits: int, elsewhere: float, outcome: Outcome) -> str:
    """`1,155 户中 23 户（2.0%）各项收入与同村另一户完全相同，别处 0.1%，p<0.001`."""
    what = SHARE_WORDS[test.id]
    unit = "次核对" if test.kind == "findings" else "户"
    if n < LEAST_ROWS:
        return f"只有 {n:,} {unit}，不足 {LEAST_ROWS}"
    found = f"{n:,} {unit}中 {hits:,} {'条' if test.kind == 'findings' else '户'}（{hits / n:.2%}）{what}"
    if outcome.p != outcome.p:
        return f"{found}，没有别处可比"
    return f"{found}，别处 {elsewhere:.2%}，{say_p(outcome.p)}"


def say_growth(n: int, value: float, middle: float, places: int, outcome: Outcome) -> str:
    """`1,155 户人均纯收入增幅中位数 9.1%，各地居中 8.0%，z=1.2，p=0.230`."""
    if n < LEAST_ROWS:
        return f"两年都有收入的只有 {n:,} 户，不足 {LEAST_ROWS} 户"
    found = f"{n:,} 户人均纯收入增幅中位数 {value:.1%}"
    if places < LEAST_PLACES:
        return f"{found}，可比的地方不足 {LEAST_PLACES} 个"
    if outcome.p != outcome.p:
        return f"{found}，各地几乎一样，说不上离群"
    return f"{found}，各地居中 {middle:.1%}，z={outcome.statistic:.1f}，{say_p(outcome.p)}"


def say_rows(test: Test, digit: int, total: int) -> str:
    """The heading of the rows behind a result: `末位是 5 的 120 条`."""
    what = {
        "last_digit": f"末位是 {digit} 的",
        "first_digit": f"首位是 {digit} 的",
        "heaping": "整百的",
        "growth": "两年都有收入、按变化从大到小的",
    }
    return f"{what.get(test.id) or SHARE_WORDS[test.id] + '的'} {total:,} 条"


def table_title(figure: Figure) -> str:
    """The declared title of the figure's table in book marks."""
    return f"《{read_tables()[figure.table].title}》"


def say_p(p: float, name: str = "p") -> str:
    """`p=0.012`, `p<0.001`."""
    return f"{name}<0.001" if p < 0.001 else f"{name}={p:.3f}"


SHARE_WORDS: Final = {
    "same_vector": "各项收入与同村另一户完全相同",
    "copied": "各项收入与上年完全相同",
    "phone": "联系电话与别户相同",
    "rules": "数据不可能或自相矛盾",
}
"""Test id → what the rows it counts have in common."""
