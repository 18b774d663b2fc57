"""Evaluations kept on disk: found again by all they depend on, so that a program that starts anew computes nothing.

`key_of` says what one depends on, `keep` and `read_kept` write and read a file; `frames` turns frames into bytes and back.
"""

from indicators.evaluation.kept.files import EVALUATIONS_FOLDER, SLOW_SECONDS, keep, key_of, read_kept

__all__ = ["EVALUATIONS_FOLDER", "SLOW_SECONDS", "keep", "key_of", "read_kept"]
