"""Bracket forms and the checks of parameters."""

import pytest

from smallgestures.stripe_sandbox import form
from smallgestures.stripe_sandbox.errors import (
    InvalidParameter,
    MissingParameter,
    ParameterError,
    UnknownParameter,
)
from smallgestures.stripe_sandbox.params import (
    Required,
    boolean,
    checked,
    currency,
    expansions,
    group,
    integer,
    list_of,
    metadata,
    moments,
    one_of,
    text,
    url,
)

PARAMETERS = {
    "name": Required(text()),
    "amount": integer(least=1, most=10),
    "live": boolean,
    "mode": one_of("payment", "setup"),
    "metadata": metadata,
    "items": list_of(group({"quantity": Required(integer())}), most=3),
    "created": moments,
    "expand": expansions,
    "currency": currency,
    "url": url,
}


def read(sent: str) -> dict[str, object]:
    return checked(form.decode(sent), PARAMETERS)


class TestChecked:
    def test_turns_nested_text_into_values(self):
        sent = (
            "name=A+vase&amount=3&live=true&mode=setup&metadata[0]=a&metadata[b]=c"
            "&items[0][quantity]=1&items[1][quantity]=2&created[gte]=5&expand[]=a.b&expand[]=c"
            "&currency=USD"
        )

        assert read(sent) == {
            "name": "A vase",
            "amount": 3,
            "live": True,
            "mode": "setup",
            "metadata": {"0": "a", "b": "c"},
            "items": [{"quantity": 1}, {"quantity": 2}],
            "created": {"gte": 5},
            "expand": ["a.b", "c"],
            "currency": "usd",
        }

    def test_keeps_a_list_in_its_order_beyond_ten(self):
        sent = "&".join(f"items[{place}]={place}" for place in reversed(range(12)))

        values = checked(form.decode(sent), {"items": list_of(integer())})

        assert values["items"] == list(range(12))

    @pytest.mark.parametrize(
        ("sent", "error", "param"),
        [
            ("amount=1", MissingParameter, "name"),
            ("name=a&colour=red", UnknownParameter, "colour"),
            ("name=a&items[0][colour]=red", UnknownParameter, "items[0][colour]"),
            ("name=a&items[0][x]=1&items[0][quantity]=1", UnknownParameter, "items[0][x]"),
            ("name=a&items[1][quantity]=x", InvalidParameter, "items[1][quantity]"),
            ("name=", InvalidParameter, "name"),
            ("name[a]=b", InvalidParameter, "name"),
            ("name=a&name[b]=c", InvalidParameter, "name"),
            ("name=a&amount=11", InvalidParameter, "amount"),
            ("name=a&amount=1.5", InvalidParameter, "amount"),
            ("name=a&live=yes", InvalidParameter, "live"),
            ("name=a&mode=gift", InvalidParameter, "mode"),
            ("name=a&items=3", InvalidParameter, "items"),
            ("name=a&items[a]=3", InvalidParameter, "items"),
            ("name=a&metadata=3", InvalidParameter, "metadata"),
            ("name=a&currency=dollars", InvalidParameter, "currency"),
            ("name=a&url=javascript:alert(1)", InvalidParameter, "url"),
            ("name=a&expand[]=a.b.c.d.e", InvalidParameter, "expand"),
            ("name=a&]=1", InvalidParameter, "]"),
        ],
    )
    def test_refuses_with_the_name_of_what_is_wrong(self, sent, error, param):
        with pytest.raises(ParameterError) as refusal:
            read(sent)

        assert isinstance(refusal.value, error)
        assert refusal.value.body["param"] == param
