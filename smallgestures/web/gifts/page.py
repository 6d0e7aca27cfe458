"""The public page of one gift: note and terms at once, with an account or without."""

import reflex as rx

from smallgestures.moderation.models import REASON_WORDS, WORDS_LIMIT
from smallgestures.web import routes
from smallgestures.web.gifts import components
from smallgestures.web.gifts.answering import GiftVar, answers
from smallgestures.web.gifts.controls import GiftLookedAt
from smallgestures.web.gifts.views import GiftView
from smallgestures.web.shell.page_data import page_var, page_when
from smallgestures.web.signin.controls import post_form, said_of
from smallgestures.web.ui.frame import avatar, skip_link
from smallgestures.web.ui.icons import bow
from smallgestures.web.ui.links import link
from smallgestures.web.ui.submit_once import submit_once

REPORT = "report-gift"


def gift_page() -> rx.Component:
    """Show the gift that the address opens."""
    gift = page_var("gift", GiftView)
    return rx.el.div(
        skip_link(),
        _top(gift),
        rx.el.main(
            rx.cond(gift, rx.fragment(_paper(), _content(gift))),
            class_name="giftpage__main",
            id="content",
        ),
        rx.cond(gift, _foot(gift)),
        class_name="giftpage",
    )


def _top(gift: GiftVar) -> rx.Component:
    sign_in = link(
        "Sign in",
        href="/sign-in?next=" + gift.post_url.to(str),
        class_name="btn btn--line btn--sm",
    )
    return rx.el.header(
        link(bow(), rx.el.span("Small Gestures"), class_name="logo", href=routes.WATCH),
        rx.cond(gift, page_when("viewer", rx.fragment(), sign_in)),
        class_name="giftpage__top",
    )


def _paper() -> rx.Component:
    return rx.el.div(
        rx.el.div(components.paper(), class_name="gift"),
        class_name="giftpage__art",
        custom_attrs={"aria-hidden": "true"},
    )


def _content(gift: GiftVar) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.p(
                avatar(gift.sender_handle, gift.sender, "32"),
                rx.el.span(gift.sender, " thought of you"),
                class_name="row row--2 t15 soft",
            ),
            rx.el.h1(rx.cond(gift.headline != "", gift.headline, "A small gesture")),
            class_name="col col--2",
        ),
        said_of("gift"),
        rx.el.article(
            components.note(gift),
            rx.cond(gift.terms.length() > 0, components.terms(gift)),
            rx.match(
                gift.stage,
                ("open", _open(gift)),
                (
                    "accepted",
                    rx.fragment(components.outcome(gift), components.had(gift), _thanked(gift)),
                ),
                ("mine", _mine(gift)),
                components.outcome(gift),
            ),
            id="gift-" + gift.gift_id.to(str),
            tab_index=-1,
            aria_label=gift.label,
            class_name="col col--6",
        ),
        class_name="col col--6",
    )


def _open(gift: GiftVar) -> rx.Component:
    """Ask for an answer; when somebody signed in looks, the giver sees that it was opened."""
    return rx.fragment(
        answers(gift, size="btn--lg"),
        page_when(
            "viewer",
            rx.fragment(
                rx.el.p(
                    gift.sender,
                    " sees that it was opened, and your answer. Nothing else.",
                    class_name="t13 soft",
                ),
                GiftLookedAt.create(
                    action=rx.cond(gift.is_new, gift.post_url.to(str) + "/open", "")
                ),
            ),
        ),
    )


def _thanked(gift: GiftVar) -> rx.Component:
    return rx.cond(
        gift.has_thanked,
        rx.el.p("You said thank you. ", gift.sender, " has it in your conversation."),
    )


def _mine(gift: GiftVar) -> rx.Component:
    return rx.fragment(
        components.outcome(gift),
        rx.el.p(
            "This is your own gift, as whoever has the link sees it. ",
            link("What you sent", href=routes.GESTURES, class_name="link"),
            class_name="t14 soft",
        ),
    )


def _foot(gift: GiftVar) -> rx.Component:
    return rx.el.footer(
        rx.cond(gift.brand != "", rx.el.span("Paid for by ", gift.brand)),
        link("How Small Gestures works", href=routes.GESTURES, class_name="link"),
        rx.el.button(
            "Report this gift",
            type="button",
            custom_attrs={"popoverTarget": REPORT},
            class_name="link giftpage__report",
        ),
        _report(gift),
        class_name="giftpage__foot",
    )


def _report(gift: GiftVar) -> rx.Component:
    """Ask what is wrong; it stands above the page, and needs no script."""
    return rx.el.div(
        post_form(
            gift.post_url.to(str) + "/report",
            rx.el.h2("Report this gift", class_name="t18", id="report-title"),
            rx.el.div(
                rx.el.label("What is wrong?", html_for="report-reason"),
                rx.el.select(
                    *(rx.el.option(words, value=reason) for reason, words in REASON_WORDS.items()),
                    id="report-reason",
                    name="reason",
                    class_name="input input--select",
                ),
                class_name="field",
            ),
            rx.el.div(
                rx.el.label("Anything to add?", html_for="report-words"),
                rx.el.textarea(
                    id="report-words",
                    name="words",
                    rows="2",
                    max_length=WORDS_LIMIT,
                    class_name="input",
                ),
                class_name="field",
            ),
            submit_once("Send report", class_name="btn btn--primary"),
            class_name="gift__ask",
        ),
        id=REPORT,
        role="dialog",
        aria_labelledby="report-title",
        custom_attrs={"popover": "auto"},
        class_name="card popover",
    )
