"""A definition's expression in Chinese words: column titles for names, and the units and item titles a reader knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from core import words
from indicators.declared.columns import WAN, ColumnView, expression_views, item_titles
from indicators.declared.expressions import to_sql

ITEM = "item"
_JOINS: dict[type[exp.Expression], str] = {
    exp.And: "，且", exp.Or: "，或", exp.Add: " ＋ ", exp.Sub: " － ", exp.Mul: " × ", exp.Div: " ÷ ",
}  # fmt: skip
_COMPARISONS: dict[type[exp.Expression], str] = {
    exp.EQ: " ＝ ", exp.NEQ: " ≠ ", exp.GT: " ＞ ", exp.GTE: " ≥ ", exp.LT: " ＜ ", exp.LTE: " ≤ ",
}  # fmt: skip
_FUNCTIONS: dict[type[exp.Expression], str] = {
    exp.Abs: "绝对值", exp.Round: "四舍五入", exp.Least: "较小者", exp.Greatest: "较大者", exp.Length: "字数",
    exp.Year: "年份", exp.Month: "月份", exp.Day: "日", exp.Coalesce: "依次取第一个有值的",
}  # fmt: skip


def say_expression(tree: exp.Expression, relation: str) -> str:
    """The expression over a table or view in words: `累计支出 ≥ 最终预算 × 序时进度`, `使用状态为“正常”或“低效”`.

    What has no words of its own is given as SQL.
    """
    return _Sayer(expression_views(relation), item_titles(relation)).say(tree)


def split_conditions(tree: exp.Expression | None) -> list[exp.Expression]:
    """The conditions that all must hold: the parts joined by AND at the top; empty without an expression."""
    if tree is None:
        return []
    if isinstance(tree, exp.And):
        return [part for side in (tree.this, tree.expression) for part in split_conditions(side)]
    return [tree]


def column_names(*trees: exp.Expression | None) -> list[str]:
    """Every column and period name the expressions use, in the order they are read."""
    found = (node.name for tree in trees if tree is not None for node in tree.dfs() if isinstance(node, exp.Column))
    return list(dict.fromkeys(found))


def _is_default(tree: exp.Coalesce) -> bool:
    """Whether it is one value and a literal that stands for a missing one."""
    return len(tree.expressions) == 1 and isinstance(tree.expressions[0], (exp.Boolean, exp.Literal))


def _are_likes_of_one(tree: exp.Expression) -> bool:
    """Whether it is nothing but patterns of one column, joined by OR."""
    parts = list(tree.flatten())
    return all(isinstance(part, exp.Like) for part in parts) and len({part.this.sql() for part in parts}) == 1


@dataclass(frozen=True)
class _Sayer:
    columns: Mapping[str, ColumnView]
    items: Mapping[str, str] = field(default_factory=dict)

    def say(self, tree: exp.Expression) -> str:
        kind = type(tree)
        if isinstance(tree, exp.Like) or (isinstance(tree, exp.Or) and _are_likes_of_one(tree)):
            return self._say_likes(tree)
        if kind in _JOINS:
            return f"{self.say(tree.this)}{_JOINS[kind]}{self.say(tree.expression)}"
        if kind in _COMPARISONS:
            return self._say_comparison(tree)
        if isinstance(tree, exp.Coalesce) and _is_default(tree):
            return self._say_default(tree)
        if kind in _FUNCTIONS:
            return f"{_FUNCTIONS[kind]}（{'、'.join(self.say(part) for part in tree.iter_expressions())}）"
        if isinstance(tree, exp.Column):
            return f"{self._title(tree)}为“是”" if self._is_boolean(tree) else self._title(tree)
        if isinstance(tree, exp.Not):
            return self._say_not(tree.this)
        return self._say_other(tree)

    def _say_likes(self, tree: exp.Expression) -> str:
        """`在校生状况含“中职”或“中专”`, `证件号码以“999999”开头`."""
        likes = list(tree.flatten()) if isinstance(tree, exp.Or) else [tree]
        said = []
        for like in likes:
            text = like.expression.name
            said.append(
                f"{'含' if text.startswith('%') else '以'}“{text.strip('%')}”{'' if text.startswith('%') else '开头'}"
            )
        joined = "或".join(
            [said[0], *(one.removeprefix("含") if said[0].startswith("含") else one for one in said[1:])]
        )
        return f"{self._bare(likes[0].this)}{joined}"

    def _say_default(self, tree: exp.Coalesce) -> str:
        """A value with what stands for a missing one; that missing means no, nothing or an empty text goes without saying."""
        default = tree.expressions[0]
        said = self.say(tree.this)
        if isinstance(default, exp.Boolean) and default.this:
            return f"{said}（未填按“是”）"
        is_number = isinstance(default, exp.Literal) and not default.is_string
        return f"{said}（未填按 {default.name}）" if is_number and default.name != "0" else said

    def _say_other(self, tree: exp.Expression) -> str:
        if isinstance(tree, exp.Literal):
            return f"“{tree.name}”" if tree.is_string else words.say_number(float(tree.name))
        if isinstance(tree, exp.Paren):
            return f"（{self.say(tree.this)}）"
        if isinstance(tree, exp.In):
            return f"{self._bare(tree.this)}为{self._choices(tree)}"
        if isinstance(tree, exp.Is):
            return f"{self._bare(tree.this)}未填写"
        if isinstance(tree, exp.Between):
            return f"{self.say(tree.this)} 在 {self.say(tree.args['low'])} 与 {self.say(tree.args['high'])} 之间"
        if isinstance(tree, exp.Boolean):
            return "是" if tree.this else "否"
        if isinstance(tree, exp.Null):
            return "空"
        if isinstance(tree, exp.Neg):
            return f"－{self.say(tree.this)}"
        if isinstance(tree, exp.Cast):
            return self.say(tree.this)
        return self._say_call(tree)

    def _say_call(self, tree: exp.Expression) -> str:
        if isinstance(tree, exp.DateDiff):
            return f"{self.say(tree.expression)}到{self.say(tree.this)}的天数"
        if isinstance(tree, exp.Substring):
            start, length = int(tree.args["start"].name), int(tree.args["length"].name)
            return f"{self.say(tree.this)}的第{start}至{start + length - 1}位"
        if isinstance(tree, exp.Case):
            parts = [f"{self.say(branch.this)}时{self._say_taken(branch.args['true'])}" for branch in tree.args["ifs"]]
            default = tree.args.get("default")
            return "，".join([*parts, f"其余{self._say_taken(default)}"] if default is not None else parts)
        return to_sql(tree)

    def _say_taken(self, tree: exp.Expression) -> str:
        """What a branch takes; a number stands apart, as everywhere among words: `取最终预算`, `取 0`."""
        is_number = isinstance(tree, exp.Literal) and not tree.is_string
        return f"取{' ' if is_number else ''}{self.say(tree)}"

    def _say_comparison(self, tree: exp.Expression) -> str:
        left, right = tree.this, tree.expression
        if isinstance(left, exp.Column) and isinstance(right, exp.Literal) and right.is_string:
            return f"{self._title(left)}{'不是' if isinstance(tree, exp.NEQ) else '为'}{self._say_choice(left, right)}"
        return f"{self._side(left, right)}{_COMPARISONS[type(tree)]}{self._side(right, left)}"

    def _side(self, tree: exp.Expression, other: exp.Expression) -> str:
        """One side of a comparison; a bare number compared with money or a rate is given its unit."""
        if not isinstance(tree, exp.Literal) or tree.is_string:
            return self.say(tree)
        view = next((self.columns[name] for name in column_names(other) if name in self.columns), None)
        number = float(tree.name)
        if view is None or number == 0 or view.kind not in ("money", "percent"):
            return words.say_number(number)
        if view.kind == "percent":
            return words.say_line(number, "percent")
        return words.say_line(number, "cny" if view.unit == WAN else "cny_per_person")

    def _say_not(self, inner: exp.Expression) -> str:
        while isinstance(inner, exp.Paren):
            inner = inner.this
        if isinstance(inner, exp.Is):
            return f"{self._bare(inner.this)}已填写"
        if isinstance(inner, exp.In):
            return f"{self._bare(inner.this)}不是{self._choices(inner)}"
        if isinstance(inner, exp.Column):
            return f"{self._title(inner)}为“否”"
        return f"不满足（{self.say(inner)}）"

    def _choices(self, tree: exp.In) -> str:
        return "或".join(self._say_choice(tree.this, choice) for choice in tree.expressions)

    def _say_choice(self, column: exp.Expression, choice: exp.Expression) -> str:
        """A value a column is held against; of an item its title."""
        is_item = isinstance(column, exp.Column) and column.name == ITEM
        return f"“{self.items.get(choice.name, choice.name)}”" if is_item else self.say(choice)

    def _bare(self, tree: exp.Expression) -> str:
        return self._title(tree) if isinstance(tree, exp.Column) else self.say(tree)

    def _title(self, tree: exp.Expression) -> str:
        view = self.columns.get(tree.name)
        return view.title if view else tree.name

    def _is_boolean(self, tree: exp.Expression) -> bool:
        view = self.columns.get(tree.name)
        return view is not None and view.kind == "boolean"
