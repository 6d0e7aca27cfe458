"""The demo content: people, products, offers and clips, added once and never changed again."""

from smallgestures.accounts.passwords import hash_password
from smallgestures.db.engine import reading, transaction
from smallgestures.gestures.offers.queries import find_slug
from smallgestures.media.storage import get_storage
from smallgestures.search.index.service import rebuild
from smallgestures.seed.clips import CLIPS, seed_clips
from smallgestures.seed.offers import OFFERS, seed_offers
from smallgestures.seed.people import PASSWORD, PEOPLE, seed_people
from smallgestures.seed.products import seed_products
from smallgestures.seed.showcases import seed_showcases
from smallgestures.videos.queries import get_by_public_id

__all__ = ["CLIPS", "PASSWORD", "PEOPLE", "seed_demo"]


def seed_demo() -> int:
    """Add what is missing of the demo content; return how many clips wait for the worker.

    What is there already is left as people have made it since.
    """
    with reading() as db:
        if get_by_public_id(db, CLIPS[-1].public_id) and find_slug(db, OFFERS[-1].slug):
            return 0
    password_hash = hash_password(PASSWORD)  # slow on purpose, so not inside the transaction
    storage = get_storage()
    with transaction() as db:
        people = seed_people(db, password_hash)
        seed_products(db, storage, people)
        seed_showcases(db, people)
        seed_offers(db, people)
        rebuild(db)
        return seed_clips(db, storage, people)
