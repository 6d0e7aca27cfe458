"""Telling whoever is paid through us that something became of what they earn."""

from sqlmodel import Session

from smallgestures.live.service import announce

TOPIC = "earnings"


def tell_payee(db: Session, person_id: int) -> None:
    """Have the person's open pages look at their earnings anew, once this is committed."""
    announce(db, to=[person_id], topic=TOPIC)
