"""Writing a creator's ledger: what happened to a commission, and what we owe them after it."""

from sqlmodel import Session

from smallgestures import clock
from smallgestures.shop.commissions import chain, queries
from smallgestures.shop.commissions.models import CommissionEntry, CommissionLine
from smallgestures.shop.commissions.states import CommissionEvent


def write_line(
    db: Session, entry: CommissionEntry, event: CommissionEvent, *, amount_minor: int, reason: str
) -> CommissionLine:
    """Add the next line of the creator's chain, held against everybody else until the commit."""
    end = queries.lock_chain(db, entry.creator_id)
    now = clock.now()
    order = queries.get_order(db, entry.order_id)
    balance_minor = queries.last_balance(db, entry.creator_id, entry.currency) + amount_minor
    body = chain.canonical(
        {
            "v": chain.VERSION,
            "ledger": end.uid,
            "number": end.length + 1,
            "at": chain.moment(now),
            "order": order.number,
            "what": order.title,
            "buyer": entry.buyer_alias,
            "rate_bps": entry.rate_bps,
            "event": event,
            "state": entry.state,
            "amount_minor": amount_minor,
            "balance_minor": balance_minor,
            "currency": entry.currency,
            "reason": reason,
            "previous": end.head,
        }
    )
    line = CommissionLine(
        creator_id=entry.creator_id,
        number=end.length + 1,
        entry_id=entry.key,
        event=event,
        state=entry.state,
        amount_minor=amount_minor,
        balance_minor=balance_minor,
        currency=entry.currency,
        reason=reason,
        at=now,
        body=body,
        hash=chain.hash_of(body),
    )
    end.length, end.head = line.number, line.hash
    db.add_all((end, line))
    db.flush()
    return line
