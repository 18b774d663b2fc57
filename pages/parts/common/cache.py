"""What several pages ask of the store, each question answered once, and `kept`, which does the same for a page's own.

Answers are keyed by data folder, table versions, definitions and whatever is asked; they are shared: never change one.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core import folder_mark
from core.errors import UserError
from core.personal import behind_mask
from core.places import is_area, is_inside
from core.settings import data_dir, today
from indicators.declared import MAIN_AREA, Framework, Measure, day_of_view, read_framework, read_frameworks, with_names
from indicators.evaluation import Evaluation, area_of, evaluating, narrow, reach, tables_behind
from indicators.figures import Round, countdown, list_rounds, past, read_milestones
from indicators.figures import table_states as read_table_states
from pages.parts.common import gate
from store import Damage, Store, look_again, read_names, read_places

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
Keys = Mapping[str | type[Any], Callable[[Any], Any]]
"""Type of an argument → what of it answers are kept by."""
_run = threading.local()


def store() -> Store:
    """The store of this server's data folder, with the rows that whoever asks may see."""
    return Store(data_dir(), within=within())


def within() -> str:
    """The place whose rows whoever asks may see; '' where that is every place with data."""
    place = gate.scope()
    if not place:
        return ""
    counties = [code for code in _scopes() if not is_area(code)]
    return "" if counties and all(gate.is_within(code) for code in counties) else place


def own_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Of rows by `place_code` those that whoever asks may see."""
    place = within()
    return (
        frame[[is_inside(str(code), place) for code in frame["place_code"]]].reset_index(drop=True) if place else frame
    )


def whole() -> Store:
    """The store with every row: for what is reckoned over all places and narrowed before it is given (ranks, findings, periods)."""
    return Store(data_dir())


@contextmanager
def script_run(asked_day: str = "") -> Iterator[None]:
    """One run of the script in this thread: the tables' versions are looked up once in it, so a page is of one moment, and all
    of it is of the day the address asks for (written 2021-11-20; whatever is no date asks for none). Raises UserError when
    the setting of the working day is no date.
    """
    folder_mark.check_there(folder())
    today(folder())
    _run.key, _run.asked, _run.day = "", _read_day(asked_day), None
    try:
        yield
    finally:
        del _run.key, _run.asked, _run.day


def look_at(day: date | None) -> None:
    """From here on in this run of the script, definitions say the names of that day."""
    _run.day = day


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def view_day(period: str) -> date:
    """The day of view of a period: the one the address asks for, else the working day (`day_of_view`)."""
    return day_of_view(store(), period, getattr(_run, "asked", None))


def version_key() -> str:
    """A short text that changes with every import and every day; part of every key. Within a `script_run` it stays as first asked."""
    known = getattr(_run, "key", None)
    if known:
        return str(known)
    key = key_of(store().versions())
    if known is not None:
        _run.key = key
    return key


def key_of(tables: Iterable[str]) -> str:
    """A short text that changes with every import of these tables, and with the working day."""
    place = store()
    return f"{place.folder}|{place.within}|{place.version_key(tables)}|{today(place.folder)}"


def fields_of(request: Any) -> dict[str, Any]:
    """What a request asks, field by field: what answers to it are kept by when its fields are definitions."""
    return {field.name: getattr(request, field.name) for field in fields(request)}


def kept(
    read: Callable[Concatenate[Store, Arguments], Answer],
    entries: int = 64,
    keys: Keys | None = None,
    *,
    is_whole: bool = False,
) -> Callable[Arguments, Answer]:
    """`read` of this server's store, with its last `entries` answers kept by its arguments, the tables' versions and the place that
    whoever asks may see. `is_whole`: of every row, the same for everybody; the caller narrows what it gives.

    Definitions count by their content; `keys` say how arguments of other types count. An argument whose name begins with
    `_` does not count: a `_store` means that the answer never changes by an import.
    """
    known: Keys = {
        Store: lambda _: version_key(),
        Framework: lambda found: (found.id, found.content_hash, found.called),
        Measure: lambda measure: (
            measure.framework,
            read_framework(measure.framework).content_hash,
            measure.id,
            measure.table,
            measure.title,
        ),
        **(keys or {}),
    }
    answers = st.cache_resource(max_entries=entries, show_spinner=False, hash_funcs=dict(known))(_for_somebody(read))

    @wraps(read)
    def ask(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        if is_whole:
            with gate.acting(gate.SERVER):
                return answers("", whole(), *args, **kwargs)
        return answers(within(), store(), *args, **kwargs)

    return ask


def _for_somebody(read: Callable[..., Answer]) -> Callable[..., Answer]:
    """`read` with one more argument in front, by which answers count: who may see them. What is kept is masked, whoever asks."""

    @wraps(read)
    def read_for(seen_by: str, *args: Any, **kwargs: Any) -> Answer:
        with behind_mask(False):
            return read(*args, **kwargs)

    known = signature(read)
    first = Parameter("seen_by", Parameter.POSITIONAL_OR_KEYWORD)
    read_for.__signature__ = known.replace(parameters=[first, *known.parameters.values()])  # type: ignore[attr-defined]
    return read_for


def framework(framework_id: str) -> Framework:
    """A framework by id, in the names of the day of view."""
    found, day = read_framework(framework_id), getattr(_run, "day", None)
    return with_names(found, names(), day) if day else found


def frameworks() -> Mapping[str, str]:
    """Id → title of the frameworks there are, without those that are not well declared."""
    return {name: found.title for name, found in read_frameworks()[0].items()}


def broken_frameworks() -> Mapping[str, str]:
    """Id → what is wrong of the frameworks that are not well declared: file, field and what to do."""
    return {name: error.message for name, error in read_frameworks()[1].items()}


def is_well_declared(framework_id: str) -> bool:
    """Whether a framework can be read, also one that no evaluation is made by."""
    try:
        read_framework(framework_id)
    except UserError:
        return False
    return True


def tables_left_out(framework_id: str) -> Mapping[str, tuple[str, int]]:
    """What is wrong with a table, file, field and what to do → the file's name and how many measures of the framework it costs; nothing
    of a framework that is not well declared itself."""
    try:
        left_out = read_framework(framework_id).left_out
    except UserError:
        return {}
    counts = Counter(error.message for error in left_out.values())
    return {error.message: (error.file, counts[error.message]) for error in left_out.values()}


def damaged() -> Mapping[str, Damage]:
    """The tables that cannot be read now, and why: they count as never imported."""
    return store().damaged()


def finds_damage() -> bool:
    """Whether a table turns out to be damaged when all is looked at anew: a page that could not read it is drawn again without it."""
    before = damaged().keys()
    look_again()
    return bool(damaged().keys() - before)


_periods = kept(reach.periods, is_whole=True)
places = kept(read_places, 4, is_whole=True)
names = kept(read_names, 4, is_whole=True)
_scopes = kept(reach.scopes_with_data, 8, is_whole=True)
milestones = kept(read_milestones, 4)
table_states = kept(read_table_states, 32)


def scopes() -> Mapping[str, str]:
    """Code → label of the places with data that whoever asks may look at (`reach.scopes_with_data`)."""
    return {code: label for code, label in _scopes().items() if gate.is_within(code)}


def next_round(scope: str, area: str = MAIN_AREA) -> Round:
    """What comes next for a place in an area of work, seen from today."""
    return countdown.next_round(list_rounds(milestones(), area, scope, today(data_dir())))


def periods(framework_id: str) -> tuple[str, ...]:
    """Periods with data, oldest first."""
    return tuple(_periods(read_framework(framework_id)))


def default_period(framework_id: str, scope: str) -> str:
    """The period to begin with: the newest in which enough was reported around a place (`evaluating.default_period`)."""
    found = read_framework(framework_id)
    return evaluating.default_period(
        periods(framework_id), found, lambda period: evaluation(framework_id, period, scope)
    )


def nearest_period(period: str, framework_id: str) -> str:
    """A period of another framework where it has data of it, else the newest before it, else its newest; '' without any."""
    known = periods(framework_id)
    return max([one for one in known if one <= period] or known, default="")


def newest_month(until: str, *framework_ids: str) -> str:
    """The newest month with data of any of the frameworks up to a period; '' without one."""
    last = until if len(until) == 7 else f"{until}-12"
    known = {one for name in framework_ids for one in periods(name) if len(one) == 7}
    return max((one for one in known if one <= last), default="")


def _evaluate(_store: Store, found: Framework, period: str, area: str, day: date, key: str) -> Evaluation:
    tables = past.tables_key(_store, found)
    evaluated = evaluating.evaluate(_store, found, period, area, day)
    past.keep_evaluation(_store, evaluated, tables)
    return evaluated


_evaluation = kept(_evaluate, is_whole=True)


def evaluation(framework_id: str, period: str, scope: str) -> Evaluation:
    """The evaluation of the area around a scope on the day of view; an import of tables it does not look at leaves it as it is."""
    found = read_framework(framework_id)
    key = key_of(tables_behind(found))
    evaluated = _evaluation(found, period, area_of(scope, places()), view_day(period), key)
    return narrow(evaluated, within())


@st.cache_resource(max_entries=128, show_spinner=False)
def _figure(name: str, parts: tuple[str, ...], key: str, _make: Callable[[], go.Figure]) -> go.Figure:
    return _make()


def figure(name: str, parts: tuple[str, ...], make: Callable[[], go.Figure]) -> go.Figure:
    """A figure built once for the data's version and these choices (`parts` must name all of them). Never change it."""
    return _figure(name, parts, version_key(), make)


def is_demo() -> bool:
    """Whether the store holds simulated data."""
    return store().is_demo()


def folder() -> Path:
    """The data folder."""
    return data_dir()
