"""Every SQL statement of accounts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from smallgestures.accounts.cards import Credentials, Profile, SignedIn
from smallgestures.accounts.models import (
    LinkPurpose,
    Person,
    PersonRole,
    Role,
    SignInSession,
    SingleUseLink,
)


def get_person(db: Session, person_id: int) -> Person | None:
    """Return the person whose account is open."""
    person = db.get(Person, person_id)
    return person if person is not None and person.disabled_at is None else None


def lock_person(db: Session, person_id: int) -> Person:
    """Return somebody; whatever else they begin at the same moment waits for the commit."""
    # By the weaker lock: rows that refer to the person can still be written.
    return db.exec(
        select(Person)
        .where(Person.id == person_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def find_by_handle(db: Session, handle: str) -> Person | None:
    """Return the person with this handle, open account or not."""
    return db.exec(select(Person).where(Person.handle == handle)).one_or_none()


def get_public_profile(db: Session, handle: str) -> Profile | None:
    """Return what anybody may know of the person, if the account is open."""
    person = find_by_handle(db, handle.lower())
    if person is None or person.disabled_at is not None:
        return None
    return Profile(person.key, person.handle, person.name)


def find_by_email(db: Session, email: str) -> Person | None:
    """Return the person with this normalised address, open account or not."""
    return db.exec(select(Person).where(Person.email == email)).one_or_none()


def find_credentials(db: Session, email: str) -> Credentials | None:
    """Return what the password of this address is checked against."""
    person = find_by_email(db, email)
    if person is None or person.disabled_at is not None:
        return None
    return Credentials(person.key, person.password_hash, person.email_verified_at is not None)


def insert_person(db: Session, person: Person, *, roles: frozenset[Role]) -> int:
    """Store a person with their roles, and return the id.

    Raises:
        sqlalchemy.exc.IntegrityError: The handle or the address is somebody else's; only this
            insert is undone, the transaction goes on.
    """
    with db.begin_nested():
        db.add(person)
        db.flush()
        for role in sorted(roles):
            db.add(PersonRole(person_id=person.key, role=role))
        db.flush()
    return person.key


def change_person(db: Session, person_id: int, **values: str | date | datetime | None) -> bool:
    """Change columns of an open account; False when there is none."""
    change = update(Person).where(col(Person.id) == person_id, col(Person.disabled_at).is_(None))
    return db.exec(change.values(**values)).rowcount == 1


def adopt_time_zone(db: Session, person_id: int, *, time_zone: str) -> None:
    """Set the zone of a person who still has the one that everybody begins with.

    Whoever wants Greenwich time has `Etc/UTC` for it.
    """
    adopt = update(Person).where(col(Person.id) == person_id, col(Person.time_zone) == "UTC")
    db.exec(adopt.values(time_zone=time_zone))


def verify_address(db: Session, person_id: int, *, email: str, at: datetime) -> bool:
    """Mark the address as the person's own, if it is still the one on the account."""
    verify = (
        update(Person)
        .where(
            col(Person.id) == person_id,
            col(Person.email) == email,
            col(Person.disabled_at).is_(None),
        )
        .values(email_verified_at=at)
    )
    return db.exec(verify).rowcount == 1


def has_role(db: Session, person_id: int, role: Role) -> bool:
    """Say whether the person has the role."""
    wanted = select(PersonRole.id).where(PersonRole.person_id == person_id, PersonRole.role == role)
    return db.exec(wanted).one_or_none() is not None


def add_role(db: Session, person_id: int, role: Role) -> None:
    """Store one more role."""
    db.add(PersonRole(person_id=person_id, role=role))
    db.flush()


_SIGNED_IN: Any = (
    sql_select(
        col(SignInSession.id).label("session_id"),
        col(SignInSession.last_seen_at),
        col(Person.id).label("person_id"),
        col(Person.handle),
        col(Person.name),
        col(Person.email),
        col(Person.email_verified_at),
        col(Person.time_zone),
        col(Person.country),
        col(PersonRole.role),
    )
    .join(Person, col(Person.id) == col(SignInSession.person_id))
    .join(PersonRole, col(PersonRole.person_id) == col(Person.id), isouter=True)
    .where(
        col(SignInSession.token_hash) == bindparam("token_hash"),
        col(SignInSession.ended_at).is_(None),
        col(SignInSession.expires_at) > bindparam("at"),
        col(Person.disabled_at).is_(None),
    )
)


def find_signed_in(db: Session, hashed_token: str, *, at: datetime) -> SignedIn | None:
    """Return who the open session belongs to, in one statement."""
    rows = db.execute(_SIGNED_IN, {"token_hash": hashed_token, "at": at}).all()
    if not rows:
        return None
    first = rows[0]
    return SignedIn(
        session_id=first.session_id,
        person_id=first.person_id,
        handle=first.handle,
        name=first.name,
        email=first.email or "",
        email_verified=first.email_verified_at is not None,
        # The outer join gives one row without a role to somebody who has none.
        roles=frozenset(Role(row.role) for row in rows if row.role),
        time_zone=first.time_zone,
        last_seen_at=first.last_seen_at,
        country=first.country or "",
    )


def insert_session(db: Session, session: SignInSession) -> None:
    """Store a session."""
    db.add(session)
    db.flush()


def list_open_sessions(
    db: Session, person_id: int, *, at: datetime, limit: int
) -> list[SignInSession]:
    """Return where the person is signed in, the last used first."""
    wanted = (
        select(SignInSession)
        .where(
            SignInSession.person_id == person_id,
            col(SignInSession.ended_at).is_(None),
            col(SignInSession.expires_at) > at,
        )
        .order_by(col(SignInSession.last_seen_at).desc(), col(SignInSession.id).desc())
        .limit(limit)
    )
    return list(db.exec(wanted))


def see_session(db: Session, session_id: int, *, at: datetime, expires_at: datetime) -> None:
    """Store that an open session is in use, and push its end out."""
    seen = (
        update(SignInSession)
        .where(col(SignInSession.id) == session_id, col(SignInSession.ended_at).is_(None))
        .values(last_seen_at=at, expires_at=expires_at)
    )
    db.exec(seen)


def end_session(db: Session, hashed_token: str, *, at: datetime) -> bool:
    """End one session; False when it had ended already."""
    end = (
        update(SignInSession)
        .where(col(SignInSession.token_hash) == hashed_token, col(SignInSession.ended_at).is_(None))
        .values(ended_at=at)
    )
    return db.exec(end).rowcount == 1


def end_sessions(db: Session, person_id: int, *, at: datetime, except_id: int | None = None) -> int:
    """End every session of the person, or every one but one; return how many."""
    end = update(SignInSession).where(
        col(SignInSession.person_id) == person_id, col(SignInSession.ended_at).is_(None)
    )
    if except_id is not None:
        end = end.where(col(SignInSession.id) != except_id)
    return db.exec(end.values(ended_at=at)).rowcount


def insert_link(db: Session, link: SingleUseLink) -> int:
    """Store a link and return its id."""
    db.add(link)
    db.flush()
    return link.key


def find_open_link(
    db: Session, hashed_token: str, purpose: LinkPurpose, *, at: datetime
) -> SingleUseLink | None:
    """Return the link, if it can still be used."""
    wanted = select(SingleUseLink).where(
        SingleUseLink.token_hash == hashed_token,
        SingleUseLink.purpose == purpose,
        col(SingleUseLink.used_at).is_(None),
        col(SingleUseLink.expires_at) > at,
    )
    return db.exec(wanted).one_or_none()


def use_link(db: Session, link_id: int, *, at: datetime) -> bool:
    """Use the link up; False when somebody was faster."""
    use = (
        update(SingleUseLink)
        .where(col(SingleUseLink.id) == link_id, col(SingleUseLink.used_at).is_(None))
        .values(used_at=at)
    )
    return db.exec(use).rowcount == 1


def use_up_links(db: Session, person_id: int, purpose: LinkPurpose, *, at: datetime) -> None:
    """Make every open link of this purpose unusable."""
    use = update(SingleUseLink).where(
        col(SingleUseLink.person_id) == person_id,
        col(SingleUseLink.purpose) == purpose,
        col(SingleUseLink.used_at).is_(None),
    )
    db.exec(use.values(used_at=at))


def delete_expired(db: Session, *, before: datetime) -> int:
    """Forget sessions and links that ran out before `before`; return how many rows went."""
    sessions = delete(SignInSession).where(col(SignInSession.expires_at) < before)
    links = delete(SingleUseLink).where(col(SingleUseLink.expires_at) < before)
    return db.exec(sessions).rowcount + db.exec(links).rowcount
