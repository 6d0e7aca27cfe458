"""The form's fields: a visible label, the input, and what is wrong beside it."""

from collections.abc import Mapping
from typing import Any

from smallgestures.stripe_sandbox.page.markup import Html, icon, join, tag
from smallgestures.stripe_sandbox.page.typed import Typed


def text_field(label: str, name: str, typed: Typed, *, hint: str = "", **attributes: Any) -> Html:
    """Return a box to type in."""
    error = typed.errors.get(name)
    box = tag(
        "input",
        class_=("input num" if name in {"number", "expiry", "code"} else "input"),
        id=name,
        name=name,
        value=typed.get(name),
        **_state(name, typed, hint),
        **attributes,
    )
    return _field(label, name, box, error, hint)


def select_field(
    label: str, name: str, typed: Typed, choices: Mapping[str, str], **attributes: Any
) -> Html:
    """Return a list to choose from; a single choice is chosen already."""
    error = typed.errors.get(name)
    chosen = typed.get(name) or (next(iter(choices)) if len(choices) == 1 else "")
    empty = tag("option", "Choose a country", value="", selected=not chosen)
    options = [
        tag("option", words, value=value, selected=value == chosen)
        for value, words in choices.items()
    ]
    box = tag(
        "select",
        None if len(choices) == 1 else empty,
        *options,
        class_="input input--select",
        id=name,
        name=name,
        **_state(name, typed, ""),
        **attributes,
    )
    return _field(label, name, box, error, "")


def _state(name: str, typed: Typed, hint: str) -> dict[str, Any]:
    error = typed.errors.get(name)
    return {
        # Whoever can't see the red hears the first wrong field, and what is wrong with it.
        "autofocus": name == next(iter(typed.errors), None),
        "aria_invalid": "true" if error else None,
        "aria_describedby": f"{name}-hint" if error or hint else None,
        "required": True,
    }


def _field(label: str, name: str, box: Html, error: str | None, hint: str) -> Html:
    below = None
    if error:
        below = tag("p", icon("alert", size=16), error, class_="hint", id=f"{name}-hint")
    elif hint:
        below = tag("p", hint, class_="hint", id=f"{name}-hint")
    words = tag("label", label, for_=name)
    return tag("div", join(words, box, below), class_="field field--error" if error else "field")
