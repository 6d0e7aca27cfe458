"""Accounts by plain forms: every route takes a POST and answers with a redirect."""

from starlette.routing import Route

from smallgestures.web.api.auth import enter, links

ROUTES = [
    Route("/auth/sign-up", enter.sign_up, methods=["POST"]),
    Route("/auth/sign-in", enter.sign_in, methods=["POST"]),
    Route("/auth/sign-out", enter.sign_out, methods=["POST"]),
    Route("/auth/forgot", links.forgot, methods=["POST"]),
    Route("/auth/reset", links.reset, methods=["POST"]),
    Route("/auth/verify", links.verify, methods=["POST"]),
    Route("/auth/verify/again", links.verify_again, methods=["POST"]),
]
