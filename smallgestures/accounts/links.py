"""Single-use links: confirming an address, and choosing a new password."""

from datetime import timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts import letters, queries
from smallgestures.accounts.errors import AlreadyVerified, LinkNotUsable, PersonNotFound
from smallgestures.accounts.events import EmailVerified
from smallgestures.accounts.models import LinkPurpose, Person, SingleUseLink
from smallgestures.accounts.passwords import HashedPassword
from smallgestures.accounts.tokens import new_token, token_hash
from smallgestures.mail.letter import Letter
from smallgestures.mail.service import queue_mail
from smallgestures.outbox.service import record

LINK_LIFE = {
    LinkPurpose.VERIFY_EMAIL: timedelta(days=3),
    LinkPurpose.RESET_PASSWORD: timedelta(hours=1),
}


def send_verification(db: Session, person_id: int) -> None:
    """Mail a link that confirms the address; links sent before stop working.

    Raises:
        AlreadyVerified: There is nothing to confirm.
        PersonNotFound: The account is closed.
    """
    person = queries.get_person(db, person_id)
    if person is None or person.email is None:
        raise PersonNotFound
    if person.email_verified_at is not None:
        raise AlreadyVerified
    token, link_id = _new_link(db, person, person.email, LinkPurpose.VERIFY_EMAIL)
    _mail(db, person, person.email, f"verify:{link_id}", letters.verification(person.name, token))


def request_reset(db: Session, *, email: str) -> None:
    """Mail a link that sets a new password, if the address has an account.

    The caller can't tell, and is not to tell, whether it has one.
    """
    person = queries.find_by_email(db, email)
    if person is None or person.disabled_at is not None:
        return
    token, link_id = _new_link(db, person, email, LinkPurpose.RESET_PASSWORD)
    _mail(db, person, email, f"reset:{link_id}", letters.reset(person.name, token))


def is_open(db: Session, token: str, purpose: LinkPurpose) -> bool:
    """Say whether the link could be used now."""
    found = queries.find_open_link(db, token_hash(token), purpose, at=clock.wall())
    return found is not None


def verify_email(db: Session, token: str) -> int:
    """Confirm the address that the link was sent to; return whose it is.

    Raises:
        LinkNotUsable: Used before, replaced, expired, for another address, or no link at all.
    """
    link = _use(db, token, LinkPurpose.VERIFY_EMAIL)
    if not queries.verify_address(db, link.person_id, email=link.email, at=clock.wall()):
        raise LinkNotUsable
    record(db, EmailVerified(link.person_id))
    return link.person_id


def reset_password(db: Session, token: str, *, password_hash: HashedPassword) -> int:
    """Set a new password, sign the person out everywhere, and return whose it is.

    Whoever opened the link reads the address's mail, so the address is confirmed too.

    Raises:
        LinkNotUsable: Used before, replaced, expired, for another address, or no link at all.
    """
    link = _use(db, token, LinkPurpose.RESET_PASSWORD)
    now = clock.wall()
    person = queries.get_person(db, link.person_id)
    if person is None or person.email != link.email:
        raise LinkNotUsable
    queries.change_person(db, person.key, password_hash=password_hash)
    if person.email_verified_at is None:
        queries.verify_address(db, person.key, email=link.email, at=now)
        record(db, EmailVerified(person.key))
    queries.end_sessions(db, person.key, at=now)
    _mail(
        db,
        person,
        link.email,
        f"password-changed:{link.key}",
        letters.password_changed(person.name),
    )
    return person.key


def _new_link(db: Session, person: Person, email: str, purpose: LinkPurpose) -> tuple[str, int]:
    """Make a link the only one of its purpose that works; return its token and id."""
    now = clock.wall()
    queries.use_up_links(db, person.key, purpose, at=now)
    token = new_token()
    link = SingleUseLink(
        purpose=purpose,
        token_hash=token_hash(token),
        person_id=person.key,
        email=email,
        expires_at=now + LINK_LIFE[purpose],
    )
    return token, queries.insert_link(db, link)


def _use(db: Session, token: str, purpose: LinkPurpose) -> SingleUseLink:
    now = clock.wall()
    link = queries.find_open_link(db, token_hash(token), purpose, at=now)
    if link is None or not queries.use_link(db, link.key, at=now):
        raise LinkNotUsable
    return link


def _mail(db: Session, person: Person, email: str, key: str, letter: Letter) -> None:
    queue_mail(
        db,
        key=key,
        person_id=person.key,
        to=email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
    )
