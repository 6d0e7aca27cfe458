"""Why a gift can't be sent, opened, accepted or answered, in words that are shown as they are."""

from smallgestures.gestures.errors import GestureError


class GiftError(GestureError):
    """Gifts said no."""


class GiftNotFound(GiftError):
    """There is none of that name or link, or it is somebody else's: one answer for all."""

    def __init__(self) -> None:
        super().__init__(
            "There is no gift here. The link may have been renewed; ask whoever sent it."
        )


class AlreadyAccepted(GiftError):
    """It has its home."""

    def __init__(self) -> None:
        super().__init__("This gift has been accepted already, and can be accepted once.")


class AlreadyDeclined(GiftError):
    """It found no home."""

    def __init__(self) -> None:
        super().__init__("This gift was not for anybody in the end, and has gone back.")


class GiftWithdrawn(GiftError):
    """The sender took it back."""

    def __init__(self) -> None:
        super().__init__("This gift was taken back before it was accepted.")


class GiftExpired(GiftError):
    """Its time to be accepted is over."""

    def __init__(self) -> None:
        super().__init__("This gift waited for its time, and has gone back. Nothing was charged.")


class NotAcceptedYet(GiftError):
    """Only who has accepted can do that."""

    def __init__(self) -> None:
        super().__init__("Accept the gift first.")


class SeasonOver(GiftError):
    """No season of the programme runs."""

    def __init__(self) -> None:
        super().__init__("Small Gestures is between two seasons. Nothing was sent.")


class ToOneself(GiftError):
    """Sender and recipient are one person."""

    field = "to"

    def __init__(self) -> None:
        super().__init__("A gift is for somebody else. Nothing was sent; choose another person.")


class CantReceive(GiftError):
    """Blocked either way, not among those whom they let, too young: the words don't say which."""

    field = "to"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"{name} can’t receive gifts from you. Nothing was sent; choose another person."
        )


class NotWhereTheyLive(GiftError):
    """The offer is not given in the recipient's country."""

    field = "offer"

    def __init__(self, offer: str, name: str) -> None:
        self.offer, self.name = offer, name
        super().__init__(
            f"{offer} isn’t given where {name} lives. Nothing was sent; choose another offer."
        )


class NotInYourCountry(GiftError):
    """The offer is not given where whoever accepts lives."""

    def __init__(self, offer: str) -> None:
        self.offer = offer
        super().__init__(
            f"{offer} isn’t given in your country. Your gift stays open: swap it for another one."
        )


class TooYoung(GiftError):
    """The offer is for people who are older."""

    def __init__(self, offer: str, min_age: int) -> None:
        self.offer, self.min_age = offer, min_age
        super().__init__(f"{offer} is for people of {min_age} and over. Choose another one.")


class NotFromThisPerson(GiftError):
    """A grown-up and somebody younger, who does not follow them."""

    def __init__(self) -> None:
        super().__init__(
            "A gift between grown-ups and people under 18 needs that the younger one follows the "
            "other. It stays open."
        )


class AboutYouNeeded(GiftError):
    """Birth date and country are asked once, with the first gift."""

    field = "about_you"

    def __init__(self) -> None:
        super().__init__("Say when you were born and where you live. We ask this once.")


class OneIsOpen(GiftError):
    """The same offer waits for the same person already."""

    field = "to"

    def __init__(self, offer: str, name: str) -> None:
        self.offer, self.name = offer, name
        super().__init__(
            f"{name} has a gift of {offer} from you that is still open. Nothing was sent."
        )


class TooManyToday(GiftError):
    """More sends in a day than anybody needs."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"That were {limit} gifts within a day. Nothing was sent; go on tomorrow.")


class NewHere(GiftError):
    """On an account's first day one gift can be sent."""

    def __init__(self) -> None:
        super().__init__(
            "On your first day here you can send one gift. Nothing was sent; go on tomorrow."
        )


class NoteTooLong(GiftError):
    """More than the card holds."""

    field = "note"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"A note has at most {limit} characters. Nothing was sent, or lost.")


class NotYourVideo(GiftError):
    """A cover or a thank-you is a video of one's own that can be watched."""

    field = "cover"

    def __init__(self) -> None:
        super().__init__("Choose one of your own videos, or none.")


class EmailNotConfirmed(GiftError):
    """A link is accepted by somebody whose e-mail address is known to be theirs."""

    def __init__(self) -> None:
        super().__init__(
            "Confirm your e-mail address first, with the link that we sent you. The gift waits."
        )


class TrialRuns(GiftError):
    """Whoever accepts has the same thing running already."""

    def __init__(self, brand: str, until: str) -> None:
        self.brand, self.until = brand, until
        super().__init__(
            f"You have {brand} until {until} already. Your gift stays open: "
            "swap it for another one, or accept it later."
        )


class StartNotPossible(GiftError):
    """Not today, and not one of the days on which it can begin."""

    field = "start_on"

    def __init__(self, days: int) -> None:
        self.days = days
        super().__init__(f"Choose a day within the next {days}, or start now.")


class AddressIncomplete(GiftError):
    """Something that is sent needs to know where to."""

    field = "address"

    def __init__(self) -> None:
        super().__init__("Fill in name, street, city, postal code and country. The gift waits.")


class CodeShownBefore(GiftError):
    """A code is shown once."""

    def __init__(self, last_four: str) -> None:
        self.last_four = last_four
        super().__init__(f"Your code was shown before. It ends in {last_four}.")


class ThankedBefore(GiftError):
    """One thank-you belongs to one gift."""

    def __init__(self) -> None:
        super().__init__("You have thanked for this gift already. Write a message instead.")


class NothingToSay(GiftError):
    """A thank-you without words and without a video."""

    field = "text"

    def __init__(self) -> None:
        super().__init__("Write a line, or choose one of your videos.")


class SameOffer(GiftError):
    """Swapping a gift for itself."""

    def __init__(self) -> None:
        super().__init__("It is this gift already. Choose another one.")


class HaveThatOne(GiftError):
    """The same sender's gift of the other offer waits for the same person."""

    def __init__(self, offer: str) -> None:
        self.offer = offer
        super().__init__(f"{offer} waits for you from the same person already. Choose another one.")
