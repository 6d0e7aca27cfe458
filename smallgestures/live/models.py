"""News on its way from one process to the pages that another one serves."""

from datetime import datetime

from sqlmodel import Field

from smallgestures.db.base import Record, UtcDateTime

TOPIC_LIMIT = 20


class LiveNews(Record, table=True):
    """Somebody's open pages have news; written by processes that serve no pages themselves."""

    __tablename__ = "live_news"

    person_id: int
    topic: str = Field(max_length=TOPIC_LIMIT)
    subject_id: int | None = None
    noted_at: datetime = Field(sa_type=UtcDateTime, index=True, description="Real time.")
