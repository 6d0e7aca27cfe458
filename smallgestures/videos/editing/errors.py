"""Why a video can't be changed or published like that."""

from smallgestures.videos.errors import VideoError


class CoverAltTooLong(VideoError):
    """The words for the cover are longer than anybody listens to."""

    def __init__(self, length: int, limit: int) -> None:
        self.length = length
        super().__init__(
            f"The description of the cover has {length} characters; it takes at most {limit}. "
            "Shorten it."
        )


class VideoDeleted(VideoError):
    """What was deleted is restored before it is changed."""

    def __init__(self) -> None:
        super().__init__("This video is deleted. Restore it first; nothing was changed.")


class NothingToPublish(VideoError):
    """The file was refused, so there is no clip."""

    def __init__(self) -> None:
        super().__init__(
            "This video could not be converted, so there is nothing to publish yet. "
            "Your words are kept."
        )


class AlreadyOut(VideoError):
    """What is published already can't be published at another time."""

    def __init__(self) -> None:
        super().__init__(
            "This video is out already. Make it a draft first, then choose when it is published."
        )


class MomentPassed(VideoError):
    """A video is published later, or now; never in the past."""

    def __init__(self) -> None:
        super().__init__("That time has passed. Choose a later one, or publish it now.")


class TooFarAhead(VideoError):
    """Nobody plans so far ahead."""

    def __init__(self, days: int) -> None:
        self.days = days
        super().__init__(
            f"A video can be planned at most {days} days ahead. Choose an earlier day."
        )


class NotRestorable(VideoError):
    """It is not deleted, or its 30 days are over."""

    def __init__(self) -> None:
        super().__init__("This video is not among those that can be restored.")


class LanguageUnknown(VideoError):
    """Captions are in a language that players can name."""

    def __init__(self) -> None:
        super().__init__("Choose the language of the captions from the list.")
