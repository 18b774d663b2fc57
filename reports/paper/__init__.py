"""An official document (公文) from plain paragraphs and tables: the layout of GB/T 9704—2012 as a Word file.

What stands in it is said by whoever made it; nothing is computed here. Fonts are named in the file and not shipped.
"""

from reports.paper.parts import UNSIGNED, Break, Grid, Heading, Paper, Part, Signed, Text
from reports.paper.template import NAMES, check_template, make_template
from reports.paper.word import DEMO_WORDS, write_paper

__all__ = [
    "DEMO_WORDS",
    "NAMES",
    "UNSIGNED",
    "Break",
    "Grid",
    "Heading",
    "Paper",
    "Part",
    "Signed",
    "Text",
    "check_template",
    "make_template",
    "write_paper",
]
