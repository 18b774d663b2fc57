"""An official document (公文) from plain paragraphs and tables: the layout of GB/T 9704—2012 as a Word file.

What stands in it is said by whoever made it; nothing is computed here. Fonts are named in the file and not shipped.
"""

from reports.paper.parts import Break, Grid, Heading, Paper, Part, Text
from reports.paper.word import write_paper

__all__ = ["Break", "Grid", "Heading", "Paper", "Part", "Text", "write_paper"]
