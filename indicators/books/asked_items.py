"""The figures of open tables that a book names and nobody has brought under that name, with the nearest that are there to choose from."""

from collections.abc import Iterator, Sequence

from core.errors import UserError
from core.nearest import nearest
from indicators.books.conditions import EQUAL, Condition, read_conditions, write_conditions
from indicators.books.published import Choice, Question
from indicators.books.raw import RawBook
from loaders.columns import bare_name
from store import Store, read_tables

ITEM = "item"
"""The column of a table of many figures that says which one a row is."""


def ask_items(book: RawBook, store: Store) -> Iterator[Question]:
    """One question a measure whose figure is not among those of its table; the answers are the figures of the nearest names.

    The first answer is taken unless somebody chooses another where it is the only figure of that name (柑橘产量 for
    柑橘产业情况：柑橘产量（吨）).
    """
    known: dict[str, Sequence[str]] = {}
    for name, raw in book["measures"].items():
        table = str(raw.get("table"))
        found = _conditions(raw.get("population"), table)
        at = next((n for n, one in enumerate(found) if (one.column, one.comparison) == (ITEM, EQUAL)), None)
        if at is None:
            continue
        if table not in known:
            known[table] = _figures(store, table)
        if known[table] and found[at].value not in known[table]:
            yield _ask(name, table, found, at, known[table])


def _ask(name: str, table: str, found: Sequence[Condition], at: int, known: Sequence[str]) -> Question:
    said = found[at].value
    same = [one for one in known if bare_name(one) == bare_name(said)]
    choices = [
        Choice(one, {"population": write_conditions([*found[:at], found[at]._replace(value=one), *found[at + 1 :]], table)})
        for one in same or nearest(said, known, bare=bare_name)
    ]  # fmt: skip
    title = read_tables()[table].title
    return Question(name, f"{title}里还没有“{said}”，是下面的哪一个数", "", tuple(choices), is_taken=len(same) == 1)


def _conditions(text: object, table: str) -> tuple[Condition, ...]:
    """What a population asks, of a table that takes figures under any name; empty where it is another, or no plain conditions."""
    tables = read_tables()
    if not isinstance(text, str) or table not in tables or not tables[table].melt_open:
        return ()
    try:
        return read_conditions(text, table) or ()
    except UserError:
        return ()


def _figures(store: Store, table: str) -> tuple[str, ...]:
    """The names of the figures that are there, and the declared ones; empty where the table holds none of an office's own."""
    with store.connect() as connection:
        there = [
            str(row[0]) for row in connection.execute(f"SELECT DISTINCT {ITEM} FROM {table} ORDER BY 1").fetchall()
        ]
    return (*there, *(item.code for item in read_tables()[table].items)) if there else ()
