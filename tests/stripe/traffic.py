"""What the sandbox recorded of its API, held against Stripe's file and the SDK's types.

For any test that has a sandbox running with `record_traffic` on: the product's requests
are judged in the same way as the SDK's own.
"""

from typing import Any

from tests.stripe import openapi, typed_dicts

OK = 200
REFUSED = 400  # a test sent something wrong on purpose; what is answered is judged all the same


def problems_of(exchange: dict[str, Any]) -> list[str]:
    """Return what is wrong with one request and its answer."""
    method, path, sent = (exchange[name] for name in ("method", "path", "sent"))
    status, answer = exchange["status"], exchange["answer"]
    found = openapi.answer_problems(method, path, status, answer)
    if status == OK:
        found += openapi.request_problems(method, path, sent)
        found += typed_dicts.request_problems(method, path, sent)
        found += [problem for event in _events(answer) for problem in event_problems(event)]
    return [f"{method} {path} ({status}): {problem}" for problem in found]


def event_problems(event: dict[str, Any]) -> list[str]:
    """Return what is wrong with an event, and with the object it shows."""
    shown = event["data"]["object"]
    found = openapi.object_problems("event", event)
    found += openapi.object_problems(shown["object"], shown)
    return [f"{event['type']}: {problem}" for problem in found]


def _events(answer: dict[str, Any]) -> list[dict[str, Any]]:
    listed = answer.get("data") if answer.get("object") == "list" else [answer]
    return [item for item in listed if item.get("object") == "event"]
