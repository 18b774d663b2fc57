"""Short names of places that a file has: what they may mean, confirmed once."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from loaders.recognise import Choices
from loaders.results import Preview
from pages.parts.common import look


def draw_names(found: Preview, choices: Choices) -> Choices:
    """The names to be confirmed and the box that does; nothing where all are known. Returns the choices with the answer."""
    proposed = {one.text: one for sheet in found.sheets for one in sheet.names}
    if not proposed:
        return choices
    look.draw_heading("地名要确认一次", f"{len(proposed)} 个简称，记住以后不再问")
    rows = [(one.text, one.name, one.code) for one in proposed.values()]
    titles = {"text": "表里写的", "name": "是不是", "code": "区划代码"}
    st.html(look.table_html(pd.DataFrame(rows, columns=list(titles)), titles))
    is_right = st.checkbox("都对，照此记住", key=f"names_{found.digest}")
    given = st.text_input(
        "有不对的，写明它是哪里（如 凤凰=433123，几个用分号隔开；不是地区写 凤凰=无）",
        key=f"names_given_{found.digest}",
    )
    pairs = tuple(pair.strip() for pair in given.replace("；", ";").split(";") if pair.strip())
    return replace(choices, names=pairs, accept=is_right)


def are_open(found: Preview, choices: Choices) -> bool:
    """Whether names are still to be confirmed."""
    texts = {one.text for sheet in found.sheets for one in sheet.names}
    return bool(texts - {pair.partition("=")[0].strip() for pair in choices.names}) and not choices.accept
