"""The keys of a table's declaration: what may stand at each, what it means, and two lines of example."""

from core.declared import Declaration, Field, entries, group
from core.kinds import NUMBER, TEXT, TEXTS, WORDS, YES_NO, mapping_of, one_of
from core.places import PLACE_LEVELS

TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "id_number": "VARCHAR",
    "choice": "VARCHAR",
    "month": "VARCHAR",
    "year": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "money": "DOUBLE",
    "percent": "DOUBLE",
    "date": "DATE",
    "boolean": "BOOLEAN",
}
"""Declared type → stored DuckDB type. Money is stored in yuan, percent as a fraction (0.85 for 85 %)."""
PERIOD_KINDS = ("none", "year", "month")


COLUMN = Declaration(
    (
        Field("name", TEXT, "The stored column, in English with its unit at the end: money ends in `_cny`, percent in `_rate`.",
              needed=True),
        Field("title", TEXT, "The Chinese header in templates and on screens; it is recognised in files, too.", needed=True),
        Field("type", one_of(tuple(TYPES)), "What a cell holds: money is stored in yuan, percent as a fraction (0.85 for 85%).",
              needed=True),
        Field("aliases", TEXTS, "Other headers that mean this column. One header means one column of a table.", default=()),
        Field("unit", TEXT, "The unit assumed where neither header, sheet nor cell names one.", default=""),
        Field("unit_of", TEXT, "The column that names a measure: the figure stands in that measure's unit, and what cannot is refused.",
              default=""),
        Field("required", YES_NO, "Whether a sheet must have the column; a row in which it is empty is left out and reported.",
              default=False),
        Field("keeps_row", YES_NO, "Of a required column: a row in which it is empty is reported and kept all the same, so that what "
              "it would say counts as unknown.", default=False),
        Field("none", TEXTS, "Of a column of texts in which an empty cell says no: other words that say no. In a county's table "
              "somebody always has something there; where nobody has, the empty cells say nothing.", default=()),
        Field("given_with", TEXTS, "Columns that go with it: where a row has something in one of them, an empty cell here is reported "
              "and counts as unknown.", default=()),
        Field("is_past", YES_NO, "Of a day on which something was done: one that had not come when the file was imported is reported and "
              "not taken.", default=False),
        Field("choices", WORDS, "For the type `choice`: each stored value, with the other texts that mean it.", default={}),
        Field("others", YES_NO, "Whether a `choice` may be something else than the choices listed: the office's own kinds, as they are.",
              default=False),
        Field("minimum", NUMBER, "A figure below this is reported. In stored units."),
        Field("maximum", NUMBER, "A figure above this is reported. In stored units."),
        Field("additive", YES_NO, "Whether its figures may be added up, so that it has totals to compare with.", default=False),
        Field("personal", TEXT, "What of a person it holds: `name`, `id` or `phone` is masked so, any other word hides it all.",
              default=""),
        Field("names_units", YES_NO, "Whether it names departments and townships: found by what stands in it, and never counties.",
              default=False),
        Field("note", TEXT, "A word to whoever fills the template in.", default=""),
    ),
    missing="每一列都要有 name、title、type",
)  # fmt: skip
ITEM = Declaration(
    (
        Field("title", TEXT, "What the figure is called.", needed=True),
        Field("unit", TEXT, "Its unit; `%` makes it a percentage.", default=""),
        Field("note", TEXT, "A word to whoever fills the template in.", default=""),
    ),
    missing="每一项都要有 title",
    others=TEXTS,
)  # fmt: skip
PLACE = Declaration(
    (
        Field("level", one_of(PLACE_LEVELS), "The level of the place a row is of; the columns of the place come with it.", default=""),
        Field("required", YES_NO, "Whether a row whose place is not known is left out.", default=True),
    )
)  # fmt: skip
RECONCILIATION = Declaration(
    (
        Field("column", TEXT, "The figure whose totals must agree.", needed=True),
        Field("groups", TEXT, "The column that names the way of classifying: under each of its values the same whole.", needed=True),
        Field("tolerance", NUMBER, "How far the totals may be apart, in stored units.", needed=True),
    )
)  # fmt: skip
RULE = Declaration(
    (
        Field("rule", TEXT, "A condition between columns of one row; a row in which it is false is reported. `import_day`: the day of the "
              "import.", needed=True),
        Field("words", TEXT, "What the report says of such a row.", needed=True),
    )
)  # fmt: skip
TABLE = Declaration(
    (
        Field("table", TEXT, "The table's name, the same as the file's.", needed=True),
        Field("title", TEXT, "What it is called on screens and in templates.", needed=True),
        Field("one_row", TEXT, "What one row is.", needed=True),
        Field("place", group(PLACE), "Whether each row is of a place, and of which level.", default={"level": "", "required": True}),
        Field("period", one_of(PERIOD_KINDS), "What an import is of: a month, a year, or the present (`none`).", default="none"),
        Field("key", TEXTS, "The stored columns that tell one row from all others.", needed=True),
        Field("replace", TEXTS, "Columns of the key: a file replaces the stored rows of its combinations. `[key]`: row by row.",
              default=("key",)),
        Field("columns", entries(COLUMN, "name"), "The columns in their order.", needed=True),
        Field("items", mapping_of(group(ITEM)), "The figures of a long table by their codes. For each column of `melt_into` an item has a "
              "list of the headers that wide sheets give it.", default={}),
        Field("melt_into", TEXTS, "The columns that figures of a wide sheet go into, one row an item: a long table.", default=()),
        Field("melt_open", YES_NO, "Whether number columns that no item declares come in as items, under their own headers.",
              default=False),
        Field("alone_without", TEXTS, "Columns of the key: a row in which one of them is empty stands for itself, however like another "
              "it is; two newborns without a number are two persons.", default=()),
        Field("batches", YES_NO, "Whether rows of the same key with different contents are parts of one thing (批次), all kept and said; "
              "otherwise none of them is.", default=False),
        Field("brings_places", YES_NO, "Whether townships and villages that nobody imported yet are taken from its rows, as from the "
              "exports of the national system.", default=False),
        Field("reconcile", entries(RECONCILIATION), "Totals that must agree however the same whole is classified.", default=()),
        Field("rules", entries(RULE), "Rules between the columns of one row.", default=()),
        Field("department", TEXT, "The department that has the figures.", default=""),
        Field("note", TEXT, "A word to whoever fills the template in.", default=""),
    )
)  # fmt: skip
