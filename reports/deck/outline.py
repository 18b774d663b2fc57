"""The outline of a place as a shape of PowerPoint, its points written at once: a map has ten thousand of them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from lxml import etree
from pptx.oxml.ns import qn

_MOVE, _LINE, _POINT, _CLOSE = (qn(f"a:{name}") for name in ("moveTo", "lnTo", "pt", "close"))
_LEAST: Final = 3
"""Points of a ring that encloses something."""

_Ring = Sequence[tuple[float, float]]


def draw_outline(shapes: Any, rings: Iterable[_Ring]) -> Any:
    """A freeform of these rings (EMU of the slide) among the shapes; None where no ring encloses anything."""
    drawn = [[(int(x), int(y)) for x, y in ring] for ring in rings if len(ring) >= _LEAST]
    if not drawn:
        return None
    across, down = [x for ring in drawn for x, _ in ring], [y for ring in drawn for _, y in ring]
    left, top = min(across), min(down)
    builder = shapes.build_freeform(left, top, 1.0)
    builder.add_line_segments([(max(across), max(down))], close=True)
    shape = builder.convert_to_shape()
    path = shape._element.find(f".//{qn('a:path')}")
    path[:] = ()
    for ring in drawn:
        for at, (x, y) in enumerate(ring):
            step = etree.SubElement(path, _LINE if at else _MOVE)
            etree.SubElement(step, _POINT, {"x": str(x - left), "y": str(y - top)})
        etree.SubElement(path, _CLOSE)
    return shape
