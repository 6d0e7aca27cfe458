"""What search refuses, in words for people."""

from smallgestures.errors import DomainError

LONGEST_QUERY = 200


class SearchError(DomainError):
    """Something can't be looked for."""


class QueryTooLong(SearchError):
    """Nobody types so much to find something."""

    def __init__(self) -> None:
        super().__init__(f"Search for at most {LONGEST_QUERY} characters.")


class UnknownKind(SearchError):
    """There is nothing of this kind to be found."""

    def __init__(self) -> None:
        super().__init__("Search in kind=people, videos, products or brands, or leave it out.")


class BadCursor(SearchError):
    """The cursor is none that was given out."""

    def __init__(self) -> None:
        super().__init__("This page of results can’t be found. Search again from the start.")
