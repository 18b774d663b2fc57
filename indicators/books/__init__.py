"""Books (办法): a framework with its measures as plain data, on disk as numbered versions, in force for an area and its periods.

`RawBook` is what every way in and out of a book speaks: YAML files, workbooks, forms.
"""

from indicators.books.raw import RawBook, read_raw, write_raw

__all__ = ["RawBook", "read_raw", "write_raw"]
