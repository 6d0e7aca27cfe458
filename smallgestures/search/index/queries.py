"""Every SQL statement that keeps the index of search."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, func
from sqlalchemy import select as select_rows
from sqlmodel import Session, SQLModel, col, select

from smallgestures.accounts.models import Follow, Person
from smallgestures.db.upsert import insert_into
from smallgestures.feed.models import FeedEntry
from smallgestures.insights.models import VideoTally
from smallgestures.search.models import Kind, SearchEntry, SearchWord
from smallgestures.search.spelling import variants_of
from smallgestures.shop.models import Brand, Click, CommerceLink, Product
from smallgestures.videos.models import Video
from smallgestures.videos.watching.queries import Reach, may_watch

Columns = tuple[Any, ...]

# A like says as much as so many views.
LIKE = 10

SUBJECTS: dict[Kind, type[Any]] = {
    Kind.PEOPLE: Person,
    Kind.VIDEOS: Video,
    Kind.PRODUCTS: Product,
    Kind.BRANDS: Brand,
}


class Subject(NamedTuple):
    """Something that anybody may find."""

    id: int
    names: tuple[str, ...]
    text: str
    popularity: int


def list_ids(db: Session, kind: Kind, *, after: int, limit: int) -> list[int]:
    """Return the next ids of this kind, public or not."""
    subject = SUBJECTS[kind]
    statement = select(subject.id).where(subject.id > after).order_by(subject.id).limit(limit)
    return list(db.exec(statement))


def list_public(db: Session, kind: Kind, ids: Sequence[int]) -> list[Subject]:
    """Return those of these ids that everybody may see."""
    return _READERS[kind](db, ids)


def _people(db: Session, ids: Sequence[int]) -> list[Subject]:
    followers = select_rows(func.count()).where(col(Follow.followed_id) == col(Person.id))
    columns: Columns = (Person.id, Person.name, Person.handle, followers.scalar_subquery())
    rows = _rows(
        db,
        select_rows(*columns).where(
            col(Person.id).in_(ids),
            col(Person.disabled_at).is_(None),
            # Without one nobody is behind the handle: it was asked for with a taken address.
            col(Person.password_hash).is_not(None),
        ),
    )
    return [Subject(key, (name, handle), "", count) for key, name, handle, count in rows]


def _videos(db: Session, ids: Sequence[int]) -> list[Subject]:
    popularity = func.coalesce(VideoTally.views, 0) + LIKE * func.coalesce(FeedEntry.likes, 0)
    columns: Columns = (Video.id, Video.caption, Person.handle, popularity)
    rows = _rows(
        db,
        select_rows(*columns)
        .join(Person, col(Person.id) == col(Video.creator_id))
        .join(VideoTally, col(VideoTally.video_id) == col(Video.id), isouter=True)
        .join(FeedEntry, col(FeedEntry.video_id) == col(Video.id), isouter=True)
        .where(
            col(Video.id).in_(ids),
            may_watch(Reach.ANYWHERE, None),
            col(Person.disabled_at).is_(None),
        ),
    )
    shown = _products_on(db, ids)
    return [
        Subject(key, (), f"{caption} {handle} {shown[key]}", count)
        for key, caption, handle, count in rows
    ]


def _products_on(db: Session, video_ids: Sequence[int]) -> dict[int, str]:
    """Return the titles of the products on these clips: whoever looks for one finds the clip."""
    titles: defaultdict[int, str] = defaultdict(str)
    columns: Columns = (CommerceLink.video_id, Product.title)
    for video_id, title in _rows(
        db,
        select_rows(*columns)
        .join(Product, col(Product.id) == col(CommerceLink.product_id))
        .where(
            col(CommerceLink.video_id).in_(video_ids),
            col(CommerceLink.position).is_not(None),
            col(Product.withdrawn_at).is_(None),
        )
        .order_by(col(CommerceLink.video_id), col(CommerceLink.position)),
    ):
        titles[video_id] += f" {title}"
    return titles


def _products(db: Session, ids: Sequence[int]) -> list[Subject]:
    clicks = select_rows(func.count()).where(col(Click.product_id) == col(Product.id))
    sums = clicks.scalar_subquery()
    columns: Columns = (Product.id, Product.title, Product.description, Brand.name, sums)
    rows = _rows(
        db,
        select_rows(*columns)
        .join(Brand, col(Brand.id) == col(Product.brand_id))
        # A creator's own listing of an outside shop is theirs alone to link.
        .where(
            col(Product.id).in_(ids),
            col(Product.withdrawn_at).is_(None),
            col(Product.listed_by_id).is_(None),
        ),
    )
    return [
        Subject(key, (title,), f"{brand} {description}", count)
        for key, title, description, brand, count in rows
    ]


def _brands(db: Session, ids: Sequence[int]) -> list[Subject]:
    links = (
        select_rows(func.count())
        .select_from(CommerceLink)
        .join(Product, col(Product.id) == col(CommerceLink.product_id))
        .where(col(Product.brand_id) == col(Brand.id), col(CommerceLink.position).is_not(None))
    )
    columns: Columns = (Brand.id, Brand.name, links.scalar_subquery())
    rows = _rows(
        db,
        select_rows(*columns).where(col(Brand.id).in_(ids), col(Brand.outside_domain).is_(None)),
    )
    return [Subject(key, (name,), "", count) for key, name, count in rows]


def _rows(db: Session, statement: Any) -> Sequence[Any]:
    return db.execute(statement).all()


_READERS = {
    Kind.PEOPLE: _people,
    Kind.VIDEOS: _videos,
    Kind.PRODUCTS: _products,
    Kind.BRANDS: _brands,
}


def list_entries(db: Session, kind: Kind, subject_ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Return place and words of the entries of these subjects, by subject."""
    rows = db.exec(
        select(SearchEntry.subject_id, SearchEntry.place, SearchEntry.words).where(
            SearchEntry.kind == kind, col(SearchEntry.subject_id).in_(subject_ids)
        )
    )
    return {subject_id: (place, words) for subject_id, place, words in rows}


def list_entry_ids(db: Session, kind: Kind, *, after: int, until: int | None) -> list[int]:
    """Return the subjects of the entries after one id and up to another, or to the end."""
    statement = select(SearchEntry.subject_id).where(
        SearchEntry.kind == kind, col(SearchEntry.subject_id) > after
    )
    if until is not None:
        statement = statement.where(col(SearchEntry.subject_id) <= until)
    return list(db.exec(statement))


def replace_entries(
    db: Session, kind: Kind, entries: Sequence[SearchEntry], *, gone: Sequence[int]
) -> None:
    """Store these entries in the place of those of the same subjects, and drop those of `gone`."""
    old = [*gone, *(entry.subject_id for entry in entries)]
    if old:
        db.exec(
            delete(SearchEntry).where(
                col(SearchEntry.kind) == kind, col(SearchEntry.subject_id).in_(old)
            )
        )
    _insert(db, SearchEntry, [entry.model_dump() for entry in entries], once="place")


def insert_words(db: Session, words: Iterable[str]) -> None:
    """Let misspellings of these words be put right."""
    rows = [{"word": word, "variants": " ".join(variants_of(word))} for word in sorted(set(words))]
    _insert(db, SearchWord, rows, once="word")


def _insert(
    db: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]], *, once: str
) -> None:
    if rows:
        statement = insert_into(db, table).on_conflict_do_nothing(index_elements=[once])
        db.execute(statement, rows)
