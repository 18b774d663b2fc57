"""Runs a command whose reader may stop early (`… | head`): the rest goes nowhere, without a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

READER_GONE = 141
"""Exit status of a program whose reader closed the pipe, as a shell reports it (128 + SIGPIPE)."""


def run_command(command: Callable[[], int]) -> int:
    """The command's exit status, or `READER_GONE`."""
    try:
        status = command()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    return status
