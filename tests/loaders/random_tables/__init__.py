"""Workbooks as offices lay them out, drawn at random, with every figure that stands in them: read right, asked about, or wrong."""
