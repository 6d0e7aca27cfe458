"""Offers as people see them: frozen plain values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TermsRow:
    """One of the four rows of the terms card."""

    icon: str
    label: str
    text: str


@dataclass(frozen=True)
class OfferCard:
    """One offer, with its terms; `gone` says why it can't be given, or is empty."""

    slug: str
    name: str
    brand: str
    title: str
    figure: str
    figure_unit: str
    tagline: str
    kind: str
    initials: str
    stock: str
    gone: str
    terms: list[TermsRow]
    fine_print: str


@dataclass(frozen=True)
class ProgramCard:
    """The season that runs, as one person sees it."""

    name: str
    sends_limit: int
    sends_left: int
    offers: list[OfferCard]
