"""Why a backup can't be made or put back, in words for the person at the terminal."""

from smallgestures.errors import DomainError


class BackupError(DomainError):
    """A backup could not be made or put back; nothing was changed."""


class BackupRefused(BackupError):
    """The file is not one that may be put back here."""


class ToolMissing(BackupError):
    """PostgreSQL's own program that this needs is not installed."""

    def __init__(self, program: str) -> None:
        self.program = program
        super().__init__(
            f"{program} is needed for a PostgreSQL database and is not installed. "
            "Install it: sudo apt-get install postgresql-client"
        )


class ToolFailed(BackupError):
    """PostgreSQL's own program said no."""

    def __init__(self, program: str, reason: str) -> None:
        self.program = program
        super().__init__(f"{program} failed: {reason}")
