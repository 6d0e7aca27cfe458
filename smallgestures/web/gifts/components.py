"""One gift, in a conversation and on its public page. It takes a Var and knows no state."""

from typing import Any

import reflex as rx

from smallgestures.gestures.offers.cards import TermsRow
from smallgestures.web import routes
from smallgestures.web.gifts.answering import GiftVar, answers
from smallgestures.web.gifts.controls import GiftCode, copy_button, gift_form
from smallgestures.web.gifts.own_clips import OwnClips
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link


def gift_article(gift: GiftVar) -> rx.Component:
    """Show a gift as its stage says: wrapped, open, accepted, the giver's own, or closed."""
    return rx.el.article(
        rx.match(
            gift.stage,
            ("wrapped", _wrapped(gift)),
            ("open", _open(gift)),
            ("accepted", _accepted(gift)),
            ("mine", _mine(gift)),
            _closed(gift),
        ),
        id="gift-" + gift.gift_id.to(str),
        tab_index=-1,
        aria_label=gift.label,
        class_name=rx.match(
            gift.stage,
            ("wrapped", "gift"),
            rx.cond(gift.arriving, "gift gift--open gift--arriving", "gift gift--open"),
        ),
    )


def paper(*content: rx.Component) -> rx.Component:
    """Draw the wrapped gift, with whatever stands on its tag."""
    return rx.el.div(
        rx.el.img(src="/brand/wrap.svg", alt="", class_name="wrap__ribbon"),
        *content,
        class_name="wrap",
    )


def terms(gift: GiftVar) -> rx.Component:
    """Show the terms card: the same four rows for every brand."""
    return rx.el.dl(rx.foreach(gift.terms, terms_row), class_name="terms")


def terms_row(row: rx.vars.ObjectVar[TermsRow]) -> rx.Component:
    """Show one row of the terms card."""
    return rx.el.div(
        rx.match(
            row.icon,
            ("gift", icon("gift")),
            ("calendar", icon("calendar")),
            ("flag", icon("flag")),
            icon("card"),
        ),
        rx.el.dt(row.label),
        rx.el.dd(row.text),
    )


def note(gift: GiftVar) -> rx.Component:
    """Show what the giver wrote, in its own direction, and their clip."""
    return rx.fragment(
        rx.cond(
            gift.note != "",
            rx.el.blockquote("“" + gift.note.to(str) + "”", dir="auto", class_name="gift__note"),
        ),
        rx.cond(
            gift.cover_url != "",
            link(
                rx.el.img(src=gift.cover_poster, alt="", class_name="thumb gift__cover"),
                rx.el.span(icon("play", "18"), "Watch what ", gift.sender, " shows you"),
                href=gift.cover_url,
                class_name="gift__clip",
            ),
        ),
    )


def figure(gift: GiftVar, heading: Any = rx.el.h3) -> rx.Component:
    """Show the gift's big number on its paper."""
    return rx.el.div(
        rx.el.img(src="/brand/bow.svg", alt="", class_name="banner__bow"),
        rx.el.p(gift.from_line, class_name="t13 gift__from"),
        heading(gift.figure, rx.el.small(gift.figure_unit), class_name="gift__fig"),
        class_name="gift__top",
    )


def outcome(gift: GiftVar) -> rx.Component:
    """Say how the gift stands."""
    return rx.el.div(
        rx.cond(
            gift.status != "",
            rx.el.p(icon("check"), rx.el.span(gift.status), class_name="badge badge--gift"),
        ),
        rx.el.p(gift.news, class_name="t15"),
        role="status",
        class_name="col col--2",
    )


def had(gift: GiftVar) -> rx.Component:
    """Show what an accepted gift leads on to: its code, its trial, and a thank-you."""
    return rx.fragment(
        rx.cond(
            gift.can_reveal,
            gift_form(
                "reveal-" + gift.gift_id.to(str),
                gift.post_url.to(str) + "/reveal",
                rx.el.button("Show my code", type="submit", class_name="btn btn--gift"),
            ),
        ),
        GiftCode.create(gift_id=gift.gift_id),
        rx.cond(
            gift.has_trial,
            rx.el.p(link("See it among your gifts", href=routes.TRIALS, class_name="link")),
        ),
        rx.cond(gift.can_thank, _thanks(gift)),
    )


def _wrapped(gift: GiftVar) -> rx.Component:
    return paper(
        gift_form(
            "open-" + gift.gift_id.to(str),
            gift.post_url.to(str) + "/open",
            rx.el.p("A small gesture from ", gift.sender),
            rx.el.h3(gift.for_line),
            rx.el.button("Open gift", type="submit", class_name="btn"),
            class_name="wrap__text",
        )
    )


def _open(gift: GiftVar) -> rx.Component:
    return rx.fragment(
        figure(gift),
        rx.el.div(
            note(gift),
            terms(gift),
            answers(gift),
            class_name="gift__body",
        ),
    )


def _accepted(gift: GiftVar) -> rx.Component:
    return rx.fragment(
        figure(gift),
        rx.el.div(note(gift), outcome(gift), had(gift), class_name="gift__body"),
    )


def _mine(gift: GiftVar) -> rx.Component:
    return rx.fragment(
        figure(gift),
        rx.el.div(
            note(gift),
            outcome(gift),
            rx.cond(gift.link != "", _link(gift)),
            rx.cond(
                gift.can_withdraw,
                gift_form(
                    "withdraw-" + gift.gift_id.to(str),
                    "/api/gifts/" + gift.gift_id.to(str) + "/withdraw",
                    rx.el.button("Take it back", type="submit", class_name="btn btn--line btn--sm"),
                ),
            ),
            class_name="gift__body",
        ),
    )


def _closed(gift: GiftVar) -> rx.Component:
    return rx.el.div(outcome(gift), class_name="gift__body")


def _link(gift: GiftVar) -> rx.Component:
    return rx.el.div(
        copy_button("Copy the link", text=gift.link, class_name="btn btn--line btn--sm"),
        gift_form(
            "link-" + gift.gift_id.to(str),
            "/api/gifts/" + gift.gift_id.to(str) + "/link",
            rx.el.button("Make a new link", type="submit", class_name="btn btn--plain btn--sm"),
        ),
        class_name="row row--wrap",
    )


def _thanks(gift: GiftVar) -> rx.Component:
    text_id = "thanks-text-" + gift.gift_id.to(str)
    return rx.el.details(
        rx.el.summary("Say thanks", class_name="link"),
        gift_form(
            "thanks-" + gift.gift_id.to(str),
            gift.post_url.to(str) + "/thank",
            rx.el.div(
                rx.el.label("Your thanks", html_for=text_id),
                rx.el.textarea(id=text_id, name="text", rows="2", class_name="input"),
                class_name="field",
            ),
            OwnClips.create(legend="A video of yours with it", name="video", clips=gift.clips),
            rx.el.button("Send thanks", type="submit", class_name="btn btn--line btn--sm"),
            class_name="gift__ask",
        ),
        class_name="gift__more t14",
    )
