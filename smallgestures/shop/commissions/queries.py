"""Every SQL statement of commissions."""

from sqlmodel import Session, select

from smallgestures.shop.commissions.models import CommissionEntry
from smallgestures.shop.models import CommerceLink
from smallgestures.videos.models import Video


def lock_entry(db: Session, order_id: int) -> CommissionEntry | None:
    """Return the commission of an order, held until the commit; None when nobody earns."""
    return db.exec(
        select(CommissionEntry).where(CommissionEntry.order_id == order_id).with_for_update()
    ).one_or_none()


def get_creator_id(db: Session, link_id: int) -> int:
    """Return whose video a commerce link stands on."""
    return db.exec(
        select(Video.creator_id)
        .join(CommerceLink, CommerceLink.video_id == Video.id)  # type: ignore[arg-type]
        .where(CommerceLink.id == link_id)
    ).one()
