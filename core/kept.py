"""What was asked for last, kept up to a limit; many threads may ask at once."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Kept(Generic[Answer]):
    """Answers by key; those asked for longest ago go when all together weigh more than `limit`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._answers: OrderedDict[Hashable, tuple[Answer, int]] = OrderedDict()
        self._weight = 0
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Answer | None:
        """The answer of a key; None where there is none."""
        with self._lock:
            if key not in self._answers:
                return None
            self._answers.move_to_end(key)
            return self._answers[key][0]

    def keep(self, key: Hashable, answer: Answer, weight: int = 1) -> None:
        """Keep an answer; the newest stays whatever it weighs."""
        with self._lock:
            if key in self._answers:
                self._weight -= self._answers.pop(key)[1]
            self._answers[key] = answer, weight
            self._weight += weight
            while self._weight > self._limit and len(self._answers) > 1:
                self._weight -= self._answers.popitem(last=False)[1][1]
