"""Imports every table, so that migrations and tests see the whole schema."""

from sqlmodel import SQLModel

import smallgestures.accounts.models
import smallgestures.billing.ledger.models
import smallgestures.billing.models
import smallgestures.feed.models
import smallgestures.insights.models
import smallgestures.mail.models
import smallgestures.outbox.models
import smallgestures.shop.commissions.models
import smallgestures.shop.models
import smallgestures.shop.orders.models
import smallgestures.videos.models  # noqa: F401

metadata = SQLModel.metadata
