"""The published JSON Schemas, generated from the code: case, decision, pack."""

from typing import Any

from msgspec.json import schema

from policy_kb.decision import DecisionRecord
from policy_kb.facts import FIELDS
from policy_kb.pack_model import Pack
from policy_kb.readers import SHAPES
from policy_kb.vocabulary import REQUESTS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def case_schema() -> dict[str, Any]:
    """The facts that go in; any of them may be null or left out, but the store and the moment."""
    properties: dict[str, Any] = {
        "store": {"type": "string"},
        "as_of": {"type": "string", "format": "date-time"},
        "request": _nullable({"enum": list(REQUESTS)}),
    }
    for section in ("order", "item", "claim", "customer"):
        properties[section] = _section(section)
    return {
        "$schema": _DIALECT,
        "title": "Case",
        "type": "object",
        "additionalProperties": False,
        "required": ["store", "as_of"],
        "properties": properties,
    }


def decision_schema() -> dict[str, Any]:
    """The decision that comes out."""
    return _published(DecisionRecord, "Decision")


def pack_schema() -> dict[str, Any]:
    """What a pack may say."""
    return _published(Pack, "Pack")


SCHEMAS = {"case": case_schema, "decision": decision_schema, "pack": pack_schema}


def _published(shape: Any, title: str) -> dict[str, Any]:
    return {"$schema": _DIALECT, "title": title, **schema(shape)}


def _section(name: str) -> dict[str, Any]:
    properties = {key: _nullable(SHAPES[reader]) for key, (_, reader) in FIELDS[name].items()}
    for inner in FIELDS:
        if inner.startswith(f"{name}."):
            properties[inner.removeprefix(f"{name}.")] = _section(inner)
    return _nullable({"type": "object", "additionalProperties": False, "properties": properties})


def _nullable(shape: dict[str, Any]) -> dict[str, Any]:
    if "enum" in shape:
        return {**shape, "enum": [*shape["enum"], None]}
    if isinstance(shape.get("type"), str):
        return {**shape, "type": [shape["type"], "null"]}
    return {"anyOf": [*shape["anyOf"], {"type": "null"}]}
