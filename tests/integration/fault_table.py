"""A table of faults: each row is a function that makes one happen and says what people see."""

from collections.abc import Callable
from typing import Generic, TypeVar

Scene = TypeVar("Scene")
Fault = Callable[[Scene], None]


class FaultTable(Generic[Scene]):
    """Functions of a scene, in the order in which they are written; a decorator puts them in."""

    def __init__(self) -> None:
        self.rows: list[Fault[Scene]] = []

    def __call__(self, fault: Fault[Scene]) -> Fault[Scene]:
        """Put a fault into the table."""
        self.rows.append(fault)
        return fault
