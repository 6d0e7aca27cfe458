"""What happens to uploads that has to be followed up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class UploadReceived:
    """All bytes of a file have arrived; it waits to be moved into the storage."""

    upload_id: int
