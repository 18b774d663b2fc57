"""The catalogue of everything that can be wrong with a cell, a row or a table, with stable codes and Chinese words.

One wrong cell costs one cell (stored empty), a missing required cell or an unknown place costs the row, a notice costs
nothing. Codes are part of the JSON output and of kept reports: add new ones, never rename.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from core.personal import mask_text

CELL, ROW, NOTICE = "cell", "row", "notice"
"""What a problem costs: the cell is left out, the row is left out, nothing is left out."""

COSTS_WORDS = {CELL: "该格未入库", ROW: "该行未入库", NOTICE: "仅提示"}
MAX_CAME = 80
"""Longest text quoted in a problem, in characters."""


@dataclass(frozen=True)
class ProblemKind:
    """One kind: its stable code, Chinese title, what it costs and what the clerk can do about it."""

    code: str
    title: str
    costs: str
    todo: str


_CATALOGUE = (
    ("not_a_number", "不是数", CELL, "请填阿拉伯数字，不要夹文字"),
    ("unit_unknown", "单位认不出", CELL, "请在表头写明单位，如 (万元)，或用 --map 列名=目标@万元 回答"),
    ("unit_mismatch", "单位不符", CELL, "请改为本列要求的单位"),
    ("not_whole", "应为整数", CELL, "请核对户数、人数"),
    ("percent_unclear", "比率写法不明", CELL, "请写成 85%，或用 --map 列名=目标@%（写的是 85）、@小数（写的是 0.85）回答"),
    ("shared_cell", "合并的格", CELL, "请拆开合并的格，各写各的数"),
    ("not_a_date", "日期读不出", CELL, "请写成 2021-11-20"),
    ("not_a_month", "月份读不出", CELL, "请写成 2021-11"),
    ("not_a_year", "年份读不出", CELL, "请写成 2021"),
    ("not_a_code", "代码写法不对", CELL, "请把代码列设为文本格式，填完整代码"),
    ("digits_lost", "长数字丢了尾数", CELL, "请把该列设为文本格式后重新填写"),
    ("not_an_id", "证件号码不对", CELL, "请核对证件号码的位数和校验位"),
    ("not_a_choice", "不在选项内", CELL, "请从下拉选项中选"),
    ("not_yes_no", "应填是或否", CELL, "请填 是 或 否"),
    ("error_cell", "公式出错", CELL, "请改正公式后再报"),
    ("formula_without_value", "公式没有算出结果", CELL, "请用表格软件打开、保存一次再报"),
    ("text_too_long", "文字过长", CELL, "请精简该格文字"),
    ("value_out_of_range", "数值超出范围", CELL, "请核对数值和单位"),
    ("day_not_come", "日期还没有到", CELL, "请核对年月日；还没有办的请留空"),
    ("as_of_unreadable", "截至日期读不出", ROW, "请写成 2021-11-20，不要带“通报”等字"),
    ("unknown_place", "地区认不出", ROW, "请填区划代码或全称；乡镇、村要先导入行政区划表"),
    ("ambiguous_place", "地区有重名", ROW, "请补上级地区列、区划代码，或用 --place 指定范围"),
    ("place_level_wrong", "地区级别不对", ROW, "请按本表要求的级别填报"),
    ("place_code_name_differ", "地区名称与代码不一致", ROW, "请核对名称和代码"),
    ("place_outside_scope", "地区不在指定范围内", ROW, "请核对地区，或改用正确的 --place"),
    ("place_missing", "没有填地区", ROW, "请填地区"),
    ("place_not_stated", "全表没有写明地区", NOTICE, "如属某一地区，请用 --place 指定后重报"),
    ("hidden_parts", "有隐藏的行或列", NOTICE, "隐藏的也照样读入了；不要的请删去后再报"),
    ("places_registered", "新登记的乡镇和村", NOTICE, "请核对名称；名称写错的会当成另一个地方"),
    ("place_coarse", "地区只填到上级", NOTICE, "如能填到村，请补村名或村代码"),
    ("period_unreadable", "期次读不出", ROW, "请写成 2021-11 或 2021"),
    ("period_missing", "没有填期次", ROW, "请填期次"),
    ("missing_required_column", "缺少必填列", ROW, "请补上该列，或指定列的对应"),
    ("missing_required_cell", "缺少必填内容", ROW, "请补填"),
    ("missing_cell", "缺少应填内容", CELL, "请补填；这一行照样入库，按说不清计"),
    ("duplicate_key", "重复的行", ROW, "同一键只能有一行，请删去或更正"),
    ("identical_row", "完全相同的行", ROW, "已保留一行，请核对是否重复录入"),
    ("rows_rewritten", "将改写已导入的数", NOTICE, "请核对哪个数是对的；不该改的先更正本文件再导入"),
    ("older_file", "这个文件比已有的旧", NOTICE, "请导入最新的文件；确要用旧文件改回的，要另外说明"),
    ("was_withdrawn", "这个文件导入过又撤回了", NOTICE, "请先看撤回的原因，再决定导不导入"),
    ("rows_lost", "将替换掉已导入的行", NOTICE, "本单位同一县同一期的表以最后导入的文件为准，请核对后再导入"),
    ("rows_stay", "已有的行一并保留", NOTICE, "如果应当只留本文件的行，请选“全部替换”"),
    ("several_batches", "同一项目有多批资金", NOTICE, "如是重复录入请删去一行，如是更正请只留最新一行"),
    ("left_empty", "整列没有填", NOTICE, "请补上这一列；确实一个都没有的，请在格内填“无”"),
    ("rule_broken", "行内数字互相矛盾", NOTICE, "请核对这几列"),
    ("total_differs", "合计与明细不符", NOTICE, "请核对合计行和明细"),
    ("reconciliation_differs", "两种分类的合计不符", NOTICE, "请核对两种分类的数字"),
    ("unknown_column", "未用到的列", NOTICE, "如需入库，请指定它对应的列"),
    ("other_period", "别的期次的列", NOTICE, "如需入库，请不指定期次，或改指定那一期"),
    ("bare_months", "表头的数字当作月份", NOTICE, "不是月份的，请在表头写明各是什么"),
    ("ambiguous_header", "表头重复", NOTICE, "同名的列都没有采用，请改名或指定对应"),
    ("twin_header", "几列同名", NOTICE, "已按第几列分开收下；请在表头写明各是什么，或指定对应"),
    ("label_row", "分组标题行", NOTICE, "没有数字的标题行不作为数据"),
    ("unknown_measure", "没有这项指标", NOTICE, "已入库但没有指标用到，请核对指标代码"),
    ("unknown_item", "项目不在目录内", ROW, "请按模板的项目名称填写"),
    ("no_figures", "整行没有数字", NOTICE, "该行没有可入库的数字"),
)  # fmt: skip

KINDS: dict[str, ProblemKind] = {entry[0]: ProblemKind(*entry) for entry in _CATALOGUE}
"""Every kind by its code."""


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """Something wrong in a sheet, and where.

    `row` is the Excel row (None for the whole column or sheet), `column` its letter ('' for a row).
    """

    sheet: str
    row: int | None
    column: str
    header: str
    kind: str
    came: str
    expected: str

    @property
    def costs(self) -> str:
        """`cell`, `row` or `notice`."""
        return KINDS[self.kind].costs

    @property
    def title(self) -> str:
        """The kind in Chinese."""
        return KINDS[self.kind].title

    def as_dict(self) -> dict[str, object]:
        """The six fixed parts plus header, title and what it costs, for JSON."""
        return {**asdict(self), "title": self.title, "costs": self.costs, "todo": KINDS[self.kind].todo}


def mask_personal(came: str, personal: str) -> str:
    """What a report may quote of a cell, see `core.personal`; a cell that is not personal ('') as it is."""
    return mask_text(came, personal) if personal else came


def quote_cell(value: object, personal: str = "") -> str:
    """A cell as quoted in a problem: text, masked when personal, cut to MAX_CAME characters."""
    if value is None:
        return ""
    if type(value) is float and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = mask_personal(str(value).strip(), personal)
    return text if len(text) <= MAX_CAME else text[: MAX_CAME - 1] + "…"


def count_kinds(problems: Iterable[SheetProblem]) -> dict[str, int]:
    """How often each kind occurs, most frequent first."""
    counts: dict[str, int] = {}
    for problem in problems:
        counts[problem.kind] = counts.get(problem.kind, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))
