"""Imports every table, so that migrations and tests see the whole schema."""

from sqlmodel import SQLModel

import smallgestures.accounts.models
import smallgestures.billing.card_changes.models
import smallgestures.billing.ledger.models
import smallgestures.billing.models
import smallgestures.billing.subscriptions.models
import smallgestures.feed.models
import smallgestures.gestures.gifts.models
import smallgestures.gestures.offers.models
import smallgestures.gestures.trials.models
import smallgestures.insights.models
import smallgestures.live.models
import smallgestures.mail.models
import smallgestures.messaging.models
import smallgestures.moderation.models
import smallgestures.outbox.models
import smallgestures.product_time.models
import smallgestures.search.models
import smallgestures.shop.commissions.models
import smallgestures.shop.links.models
import smallgestures.shop.models
import smallgestures.shop.orders.models
import smallgestures.videos.models
import smallgestures.videos.uploads.models  # noqa: F401

metadata = SQLModel.metadata
