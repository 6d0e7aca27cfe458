"""What mail tells the worker."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MailQueued:
    """A message waits to be delivered; its words stay in its row."""

    message_id: int
