"""Refusals of accounts, in words that are shown as they are."""

from smallgestures.errors import DomainError


class AccountError(DomainError):
    """Accounts said no; `field` names the input that it is about, or is empty."""

    field = ""


class HandleNotAllowed(AccountError):
    """The handle has not the form of one, or is a word of the product."""

    field = "handle"


class HandleTaken(AccountError):
    """Somebody else has the handle."""

    field = "handle"

    def __init__(self, handle: str) -> None:
        self.handle = handle
        super().__init__(f"@{handle} is taken. Try another one.")


class NameNotAllowed(AccountError):
    """The name is empty, too long, or holds characters nobody can see."""

    field = "name"


class EmailNotAllowed(AccountError):
    """That is no e-mail address."""

    field = "email"

    def __init__(self) -> None:
        super().__init__("This is not an e-mail address. It should look like ines@example.com.")


class PasswordNotAllowed(AccountError):
    """The password is too short, too long, or among the first that anybody would try."""

    field = "password"


class TimeZoneUnknown(AccountError):
    """No such IANA time zone."""

    field = "time_zone"

    def __init__(self) -> None:
        super().__init__("We don’t know this time zone. Choose one from the list.")


class WrongCredentials(AccountError):
    """No account for this e-mail, the wrong password, or not confirmed: one answer for all."""

    field = "form"

    def __init__(self) -> None:
        super().__init__("E-mail or password is wrong.")


class NotConfirmed(WrongCredentials):
    """The password is right, but the address is not confirmed yet; said in the same words.

    Only whoever knows the password gets this far, and even they read about it in their mail.
    """

    def __init__(self, person_id: int) -> None:
        self.person_id = person_id
        super().__init__()


class LinkNotUsable(AccountError):
    """The link was used, has been replaced, has expired, or never was one."""

    field = "form"

    def __init__(self) -> None:
        super().__init__("This link has been used or has expired. Ask for a new one.")


class AlreadyVerified(AccountError):
    """The address is confirmed; another link would do nothing."""

    field = "form"

    def __init__(self) -> None:
        super().__init__("Your e-mail address is confirmed already.")


class SignedOut(AccountError):
    """The session has ended, here or from somewhere else."""

    def __init__(self) -> None:
        super().__init__("You have been signed out. Sign in again to go on.")


class NotAllowed(AccountError):
    """Signed in, but without the role that this needs."""

    def __init__(self) -> None:
        super().__init__("You can’t do this with your account.")


class PersonNotFound(AccountError):
    """No such person, or an account that is closed."""

    def __init__(self) -> None:
        super().__init__("We can’t find this person.")


class BirthDateNotAllowed(AccountError):
    """No real date, or somebody who is too young for this place."""

    field = "birth_date"


class CountryUnknown(AccountError):
    """No country of the list."""

    field = "country"

    def __init__(self) -> None:
        super().__init__("Choose your country from the list.")


class GiftsFromUnknown(AccountError):
    """Neither everyone nor those whom one follows nor nobody."""

    field = "gifts_from"

    def __init__(self) -> None:
        super().__init__("Choose who may send you gifts from the list.")


class ThatIsYou(AccountError):
    """Nobody follows, blocks or reports themselves."""

    def __init__(self) -> None:
        super().__init__("That is you.")


class CannotFollow(AccountError):
    """One of the two blocks the other; the words tell neither that, nor which."""

    def __init__(self) -> None:
        super().__init__("You can’t follow this person.")
