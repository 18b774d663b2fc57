"""HTML from the templates of a room: whatever is put in is escaped, unless it is `Markup` already.

A Python file `grid.py` has its HTML in `templates/grid.html` beside it, one macro a piece. Indentation and line breaks between tags and
blocks of a template are for its reader and are left out; elsewhere a line break is one blank.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from core.plain import clear_unseen

_ROOT = Path(__file__).parents[1]
_BESIDE_TAG = re.compile(r"(?:^|(?<=>))\s*\n\s*|\s*\n\s*(?=<|$)")
_BREAK = re.compile(r"\s*\n\s*")


def render(file: str, macro: str, /, **values: Any) -> Markup:
    """What a macro of the template of a Python file (its `__file__`) makes of the values.

    A value that a template asks for and nobody gave raises `jinja2.UndefinedError`, one that it does not know `TypeError`.
    """
    made: Markup = getattr(_module(file), macro)(**values)
    return made


def join(parts: Iterable[object], between: str = "") -> Markup:
    """The parts one after the other; those that are no Markup are escaped, as is what stands between."""
    return clear_unseen(escape(between).join(parts))  # type: ignore[arg-type]  # Markup.join escapes every kind of object


def stack(parts: Iterable[object]) -> Markup:
    """The parts one below the other."""
    return join(parts, Markup("<br>"))


@cache
def _module(file: str) -> TemplateModule:
    path = Path(file).resolve()
    name = path.parent.relative_to(_ROOT.resolve()) / "templates" / f"{path.stem}.html"
    return _environment().get_template(name.as_posix()).module


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_ROOT),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        extensions=[_Joined],
        finalize=_clear,
    )


def _clear(value: Any) -> Any:
    """A text that is put in, without signs that nobody sees."""
    return clear_unseen(value) if isinstance(value, str) else value


class _Joined(Extension):
    """Takes indentation and line breaks out of a template's own text; values keep theirs."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """The tokens with their texts on one line."""
        for token in stream:
            text = _BREAK.sub(" ", _BESIDE_TAG.sub("", token.value)) if token.type == "data" else token.value
            yield Token(token.lineno, token.type, text)
