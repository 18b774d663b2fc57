"""A deck of slides: pictures from plain values, drawn as one page of HTML that needs no server, or as a PowerPoint file.

A slide states one finding; what stands on it is said by whoever made it, nothing is computed here.
"""

from reports.deck.html import write_page
from reports.deck.pictures import (
    ROWS_AT_MOST, Bar, Bars, Curve, Deck, Figures, LegendLine, Line, Matrix, Picture, Shape, Shapes, Slide, Table,
    number_slides, split_bars, split_rows,
)  # fmt: skip
from reports.deck.powerpoint import write_presentation

__all__ = [
    "ROWS_AT_MOST", "Bar", "Bars", "Curve", "Deck", "Figures", "LegendLine", "Line", "Matrix", "Picture", "Shape", "Shapes", "Slide",
    "Table", "number_slides", "split_bars", "split_rows", "write_page", "write_presentation",
]  # fmt: skip
