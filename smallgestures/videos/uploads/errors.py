"""Why a file is not taken, or not taken on."""

from smallgestures.errors import DomainError
from smallgestures.videos.uploads.words import size_in_words


class UploadError(DomainError):
    """Base of every refusal of uploads."""


class UploadNotFound(UploadError):
    """No such upload, or somebody else's."""

    def __init__(self) -> None:
        super().__init__("This upload is not there any more. Choose the file again.")


class UploadExpired(UploadError):
    """It was not finished in time."""

    def __init__(self) -> None:
        super().__init__(
            "This upload was not finished within two days, so what had arrived was removed. "
            "Choose the file again."
        )


class FileEmpty(UploadError):
    """There is nothing in the file."""

    def __init__(self) -> None:
        super().__init__("This file is empty. Choose the video again.")


class FileTooLarge(UploadError):
    """The file is larger than any that is taken."""

    def __init__(self, size_bytes: int, limit_bytes: int) -> None:
        self.size_bytes = size_bytes
        super().__init__(
            f"This file has {size_in_words(size_bytes)}; a video may have at most 500 MB. "
            "Export it smaller, at 1080p for example, and choose it again."
        )
        self.limit_bytes = limit_bytes


class QuotaUsed(UploadError):
    """With this file the person would have uploaded more than one may in a week."""

    def __init__(self, size_bytes: int, left_bytes: int) -> None:
        self.size_bytes = size_bytes
        self.left_bytes = left_bytes
        left = size_in_words(left_bytes) if left_bytes > 0 else "Nothing"
        super().__init__(
            f"This file has {size_in_words(size_bytes)}. {left} is left of what you can upload "
            "in seven days. Export it smaller, or come back in a few days."
        )


class TooManyUnfinished(UploadError):
    """So many files are on their way that another one has to wait."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(
            f"{limit} of your uploads are not finished yet. Finish or cancel one of them first."
        )


class DiskFull(UploadError):
    """There is no room for the file; that is our trouble."""

    def __init__(self) -> None:
        super().__init__(
            "Our disk is full right now, so nothing more is taken. The fault is ours, not the "
            "file’s. What has arrived is kept: try again in a while."
        )


class OffsetWrong(UploadError):
    """The piece does not begin where the file ends."""

    def __init__(self, offset_bytes: int) -> None:
        self.offset_bytes = offset_bytes
        super().__init__(f"The file has {offset_bytes} bytes so far; go on from there.")


class UploadBusy(UploadError):
    """Another request is writing to this file."""

    def __init__(self) -> None:
        super().__init__("This file is being sent from another window. Go on there, or wait.")


class BeyondItsSize(UploadError):
    """More was sent than the file has."""

    def __init__(self, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        super().__init__(f"More was sent than the {size_bytes} bytes that were announced.")


class AlreadyReceived(UploadError):
    """All of it has arrived, so there is no upload to be cancelled."""

    def __init__(self) -> None:
        super().__init__("This file has arrived already. Delete its video instead.")


class HasItsFile(UploadError):
    """The video has arrived; another file would be another video."""

    def __init__(self) -> None:
        super().__init__("This video has its file already. Upload another file as a new video.")


class CannotTryAgain(UploadError):
    """There is nothing to be tried again: it did not fail, or its file is gone."""

    def __init__(self) -> None:
        super().__init__("The file is not here any more. Choose it again to upload it.")
