"""What a database lacks, in words for whoever runs it."""

from smallgestures.errors import DomainError


class ExtensionMissing(DomainError):
    """PostgreSQL has not the extension, and this user may not create it."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"SG_DATABASE_URL: the extension {name} is missing in this database, and this user may "
            f"not create it. Expected: an administrator runs CREATE EXTENSION {name} there once "
            "(it comes with PostgreSQL, in some systems as the package postgresql-contrib)."
        )
