"""Placeholder until the page is built."""

from pages.parts import look

look.draw_answer("spending")
