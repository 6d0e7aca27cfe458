"""Trouble on demand: what a test can make the sandbox do wrong. A restart forgets all of it."""

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

MOST_TRAFFIC = 2000
EVERY_TYPE = "*"


class Trouble(StrEnum):
    """What goes wrong with a request to the API."""

    ANSWER_500 = "answer_500"  # nothing was done
    HANG_UP_BEFORE = "hang_up_before"  # nothing was done
    HANG_UP_AFTER = "hang_up_after"  # it was done, and nobody heard
    DELAY_BEFORE = "delay_before"
    DELAY_AFTER = "delay_after"


class Strict(BaseModel):
    """Refuses what it doesn't know."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)


class Fault(Strict):
    """Trouble for the next `times` requests of a method whose path begins so."""

    do: Trouble
    method: str = "*"
    path: str = "/v1/"
    times: int = Field(default=1, ge=1)
    delay_ms: int = Field(default=0, ge=0, le=120_000)


class Drop(Strict):
    """Webhooks that never go out: the next `times` of these types, or all of them."""

    types: list[str] = [EVERY_TYPE]
    times: int | None = Field(default=None, ge=1)


class Webhooks(Strict):
    """How events are delivered."""

    hold: bool = False
    duplicate: int = Field(default=0, ge=0, le=10)
    delay_ms: int = Field(default=0, ge=0)
    reverse: bool = False
    drop: Drop | None = None


class AfterRetries(StrEnum):
    """What becomes of a subscription whose invoice nobody paid."""

    CANCEL = "cancel"
    UNPAID = "unpaid"
    PAST_DUE = "past_due"


class Billing(Strict):
    """What Stripe keeps among an account's settings."""

    after_retries: AfterRetries = AfterRetries.CANCEL


class Settings(Strict):
    """All switches, as `/_sandbox/switches` shows and takes them."""

    webhooks: Webhooks = Field(default_factory=Webhooks)
    faults: list[Fault] = []
    billing: Billing = Field(default_factory=Billing)
    record_traffic: bool = False


@dataclass
class Switches:
    """The switches as they stand, and the traffic that was recorded."""

    settings: Settings = field(default_factory=Settings)
    traffic: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=MOST_TRAFFIC))

    def take_fault(self, method: str, path: str) -> Fault | None:
        """Return the trouble that this request has, used up by one."""
        for fault in self.settings.faults:
            if fault.method in {"*", method} and path.startswith(fault.path):
                if fault.times == 1:
                    self.settings.faults.remove(fault)
                else:
                    fault.times -= 1
                return fault
        return None

    def takes_drop(self, kind: str) -> bool:
        """Say whether an event of this type is dropped, and use up one drop if so."""
        drop = self.settings.webhooks.drop
        if drop is None or not {kind, EVERY_TYPE} & set(drop.types):
            return False
        if drop.times == 1:
            self.settings.webhooks.drop = None
        elif drop.times is not None:
            drop.times -= 1
        return True
