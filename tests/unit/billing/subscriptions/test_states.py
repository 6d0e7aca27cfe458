"""Every pair of where a subscription is and what Stripe may say of it."""

from itertools import product

import pytest

from smallgestures.billing.subscriptions.states import STATES, Said, SubscriptionState, state_after

# Rows: where it is. Columns: what Stripe says, in the order of `Said`. A dot: it stays.
SAYS = (
    "no page, page open, page expired, incomplete, incomplete_expired, trialing, active, "
    "past_due, unpaid, paused, canceled"
)
TABLE = """
opening    | abandoned open abandoned incomplete abandoned trialing active past_due unpaid paused canceled
open       | .         .    abandoned incomplete abandoned trialing active past_due unpaid paused canceled
incomplete | .         .    .         .          abandoned trialing active past_due unpaid paused abandoned
trialing   | .         .    .         .          canceled  .        active past_due unpaid paused canceled
active     | .         .    .         .          canceled  trialing .      past_due unpaid paused canceled
past_due   | .         .    .         .          canceled  trialing active .        unpaid paused canceled
unpaid     | .         .    .         .          canceled  trialing active past_due .      paused canceled
paused     | .         .    .         .          canceled  trialing active past_due unpaid .      canceled
canceled   | .         .    .         .          .         .        .      .        .      .      .
abandoned  | .         .    .         .          .         .        .      .        .      .      .
"""  # noqa: E501


def expected() -> dict[tuple[str, str], str]:
    says = [word.strip() for word in SAYS.split(",")]
    rows = [line.partition("|") for line in TABLE.strip().splitlines()]
    return {
        (state.strip(), said): state.strip() if after == "." else after
        for state, _, cells in rows
        for said, after in zip(says, cells.split(), strict=True)
    }


@pytest.mark.parametrize(("state", "said"), list(product(SubscriptionState, Said)))
def test_every_pair_of_state_and_news_leads_where_the_table_says(
    state: SubscriptionState, said: Said
):
    assert state_after(state, said) == expected()[state, said]


def test_the_table_knows_every_pair_and_no_other():
    assert set(STATES) == set(product(SubscriptionState, Said)) == set(expected())
