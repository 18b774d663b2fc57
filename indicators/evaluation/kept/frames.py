"""Frames as bytes and back, each cell exactly as it was: None stays None, NaN stays NaN, a truth value stays one.

Nothing that a file says is run: columns are plain numbers, texts stand in JSON.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

_PLAIN: Final = "bif"
"""Kinds of numpy's types that are written as they lie in memory."""
_TYPES: Final[Mapping[type, str]] = {str: "text", type(None): "none", float: "float", int: "int", bool: "yes_no"}
_NUMPY: Final[Mapping[type, str]] = {np.bool_: "np_bool", np.float64: "np_float", np.int64: "np_int"}
_MADE: Final[Mapping[str, Any]] = {"np_bool": np.bool_, "np_float": np.float64, "np_int": np.int64}
_LENGTH: Final = 8


class Unpackable(Exception):
    """A frame holds what cannot be written exactly; caught inside this room."""


def pack(frames: Sequence[pd.DataFrame], record: Mapping[str, Any]) -> bytes:
    """The frames and a record of JSON values as bytes. Raises Unpackable."""
    parts: list[bytes] = []
    described = [_describe(frame, parts) for frame in frames]
    head = json.dumps({"record": record, "frames": described}, ensure_ascii=False).encode()
    return b"".join([len(head).to_bytes(_LENGTH, "little"), head, *parts])


def unpack(data: bytes) -> tuple[list[pd.DataFrame], dict[str, Any]]:
    """What `pack` was given. Raises ValueError, KeyError or TypeError where the bytes are not those that it wrote."""
    start = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
    head = json.loads(data[_LENGTH:start])
    frames = []
    for described in head["frames"]:
        columns: dict[str, Any] = {}
        for name, kind, values in described["columns"]:
            columns[name], start = _read_column(data, start, kind, values, described["rows"])
        index, start = _read_index(data, start, described)
        frame = pd.DataFrame(columns, index=pd.RangeIndex(described["rows"]), copy=False)
        frame.index = index
        frames.append(frame)
    return frames, head["record"]


def _describe(frame: pd.DataFrame, parts: list[bytes]) -> dict[str, Any]:
    names = list(frame.columns)
    if not all(type(name) is str for name in names) or len(set(names)) < len(names) or frame.columns.name is not None:
        raise Unpackable("columns")
    columns = [(name, *_write_column(frame[name], parts)) for name in names]
    return {"columns": columns, "rows": len(frame), "is_counted": _write_index(frame.index, parts)}


def _write_column(column: pd.Series, parts: list[bytes]) -> tuple[str, list[Any]]:
    """(its type, for texts and mixed columns their different values)."""
    kind = column.dtype
    if isinstance(kind, np.dtype) and kind.kind in _PLAIN:
        parts.append(np.ascontiguousarray(column.to_numpy()).tobytes())
        return kind.str, []
    is_mixed = isinstance(kind, np.dtype) and kind.kind == "O"
    if not is_mixed and not isinstance(kind, pd.StringDtype):
        raise Unpackable(str(kind))
    different: dict[tuple[type, str], int] = {}
    codes = [different.setdefault((type(cell), repr(cell)), len(different)) for cell in column]
    firsts = dict(zip(reversed(codes), reversed(list(column)), strict=True))
    parts.append(np.array(codes, dtype="<i4").tobytes())
    return ("object" if is_mixed else "str"), [_write_cell(firsts[code]) for code in range(len(different))]


def _write_cell(cell: Any) -> list[Any]:
    for known in (_TYPES, _NUMPY):
        if type(cell) in known:
            return [known[type(cell)], cell.item() if known is _NUMPY else cell]
    raise Unpackable(type(cell).__name__)


def _write_index(index: pd.Index, parts: list[bytes]) -> bool:
    """Whether it only counts the rows; else its numbers are written."""
    if index.name is not None or not (isinstance(index, pd.RangeIndex) or index.dtype == np.int64):
        raise Unpackable("index")
    if index.equals(pd.RangeIndex(len(index))):
        return True
    parts.append(index.to_numpy().astype("<i8").tobytes())
    return False


def _read_column(data: bytes, start: int, kind: str, values: list[list[Any]], rows: int) -> tuple[Any, int]:
    """(the cells, where the next column begins)."""
    if kind not in ("object", "str"):
        plain = np.dtype(kind)
        if plain.kind not in _PLAIN:
            raise ValueError(kind)
        return np.frombuffer(data, plain, rows, start).copy(), start + rows * plain.itemsize
    codes = np.frombuffer(data, "<i4", rows, start)
    cells = np.empty(len(values), dtype=object)
    cells[:] = [_MADE[named](cell) if named in _MADE else cell for named, cell in values]
    found = pd.Series(cells[codes], dtype=object)
    return found if kind == "object" else found.astype("str"), start + codes.nbytes


def _read_index(data: bytes, start: int, described: Mapping[str, Any]) -> tuple[pd.Index, int]:
    rows = described["rows"]
    if described["is_counted"]:
        return pd.RangeIndex(rows), start
    return pd.Index(np.frombuffer(data, "<i8", rows, start).copy()), start + rows * 8
