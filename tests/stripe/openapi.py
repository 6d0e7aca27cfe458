"""Stripe's OpenAPI file as a judge of requests and answers; it needs no network.

The SDK speaks a newer version of the API than the file describes: what came or went
in between stands in the tables below, and nowhere else.
"""

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator

from tests.stripe.forms import decode

FILE = Path(__file__).with_name("openapi.json.gz")
FORM = "application/x-www-form-urlencoded"

# 2026-08-26.dahlia -> 2026-10-28.endive
NEWER_PARAMETERS = {("post", "/v1/checkout/sessions"): {"allowed_payment_method_types"}}
GONE_PARAMETERS = {("post", "/v1/checkout/sessions"): {"payment_method_types"}}
NEWER_FIELDS = {
    "checkout.session": {
        "allowed_payment_method_types": {"type": "array", "nullable": True, "items": {}}
    }
}
# Lists that the cut file leaves out; their objects are in it.
LISTS_BESIDE_THE_FILE = {"/v1/charges": "charge", "/v1/disputes": "dispute"}


@cache
def document() -> dict[str, Any]:
    """Return the file, its schemas strict: a field that it doesn't know is an error."""
    content = json.loads(gzip.decompress(FILE.read_bytes()))
    schemas = content["components"]["schemas"]
    for kind, fields in NEWER_FIELDS.items():
        schemas[kind]["properties"] |= fields
    content["components"]["schemas"] = {
        name: _as_json_schema(schema) for name, schema in schemas.items()
    }
    return content


def request_problems(method: str, path: str, sent: str) -> list[str]:
    """Return what is wrong with a request; `sent` is its query or its form."""
    values = decode(sent)
    if method == "GET" and path in LISTS_BESIDE_THE_FILE:
        return []
    template = _template(method, path)
    if template is None:
        return [f"{method} {path} is not in Stripe's file"]
    endpoint = (method.lower(), template)
    values = {
        name: value
        for name, value in values.items()
        if name not in NEWER_PARAMETERS.get(endpoint, ())
    }
    gone = [
        f"{name} is not taken any more"
        for name in values
        if name in GONE_PARAMETERS.get(endpoint, ())
    ]
    schema = _parameters(*endpoint)
    return gone + _problems(schema, typed(values, schema))


def answer_problems(method: str, path: str, status: int, answer: Any) -> list[str]:
    """Return what is wrong with an answer."""
    if status == 200 and path in LISTS_BESIDE_THE_FILE:
        return [
            problem
            for item in answer["data"]
            for problem in object_problems(LISTS_BESIDE_THE_FILE[path], item)
        ]
    template = _template(method, path)
    if template is None:
        return [] if status == 404 else [f"{method} {path} is not in Stripe's file"]
    described = document()["paths"][template][method.lower()]["responses"][
        "200" if status == 200 else "default"
    ]
    return _problems(described["content"]["application/json"]["schema"], answer)


def object_problems(kind: str, body: Any) -> list[str]:
    """Return what is wrong with an object of a kind, as in an event's snapshot."""
    return _problems({"$ref": f"#/components/schemas/{kind}"}, body)


def typed(value: Any, schema: dict[str, Any]) -> Any:
    """Return text from a form as the types that the schema says, as far as it can be read so."""
    if "anyOf" in schema:
        readings = [typed(value, choice) for choice in schema["anyOf"]]
        fitting = (
            reading
            for reading, choice in zip(readings, schema["anyOf"], strict=True)
            if not _problems(choice, reading)
        )
        return next(fitting, value)
    kind = schema.get("type")
    if isinstance(value, dict):
        named, rest = schema.get("properties", {}), schema.get("additionalProperties")
        others = rest if isinstance(rest, dict) else {}
        return {name: typed(item, named.get(name, others)) for name, item in value.items()}
    if isinstance(value, list):
        return [typed(item, schema.get("items", {})) for item in value]
    if kind == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    if kind == "boolean" and value in {"true", "false"}:
        return value == "true"
    return value


def _template(method: str, path: str) -> str | None:
    """Return the path as the file writes it, ids in braces."""
    paths = document()["paths"]
    matching = [
        template
        for template in paths
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path)
        and method.lower() in paths[template]
    ]
    return min(matching, key=lambda found: found.count("{"), default=None)


@cache
def _parameters(method: str, template: str) -> dict[str, Any]:
    operation = document()["paths"][template][method]
    if method in {"post", "delete"}:
        content = operation.get("requestBody", {}).get("content", {})
        return _as_json_schema(content.get(FORM, {}).get("schema", {"type": "object"}))
    found = [each for each in operation.get("parameters", []) if each["in"] == "query"]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {each["name"]: _as_json_schema(each["schema"]) for each in found},
        "required": [each["name"] for each in found if each.get("required")],
    }


def _problems(schema: dict[str, Any], value: Any) -> list[str]:
    return [
        f"{'.'.join(map(str, error.instance_path)) or 'the whole'}: {error.message[:300]}"
        for error in _validator(json.dumps(schema)).iter_errors(value)
    ]


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(
        _as_json_schema(json.loads(schema)) | {"components": document()["components"]}
    )


def _as_json_schema(schema: Any) -> Any:
    """Return an OpenAPI 3.0 schema as JSON Schema, where null is a type like others.

    What names no more properties has no more: a field that nobody described is an error.
    """
    if isinstance(schema, list):
        return [_as_json_schema(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        name: {inner: _as_json_schema(value) for inner, value in value.items()}
        if name == "properties"
        else _as_json_schema(value)
        for name, value in schema.items()
        if name not in {"nullable", "format"} and not name.startswith("x-")
    }
    if "properties" in made:
        made.setdefault("additionalProperties", False)
    if schema.get("nullable") is True:
        return {"anyOf": [made, {"type": "null"}]}
    return made
