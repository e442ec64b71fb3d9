"""Every attribute of another package that is replaced here: in this table, and nowhere else.

What replaces one was written beside a certain source. So nothing is put in place unless Rasa is of that very
version and each source has the hash it had when it was read: another Rasa doesn't start (docs/adr/0019).
This module loads nothing of Rasa by itself.
"""

import functools
import hashlib
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pkgutil import resolve_name
from typing import Any

RASA = "3.6.21"
Layer = Callable[[Callable[..., Any]], Callable[..., Any]]


class ForeignRasa(RuntimeError):  # noqa: N818 (named as what was found)
    """Another Rasa than the one that the patches were written for."""


@dataclass(frozen=True)
class Patch:
    """What is replaced, by which layers around it (the innermost first), the hash of its source, and why."""

    target: str
    layers: tuple[str, ...]
    sha256: str
    why: str


PATCHES = (
    Patch(
        "rasa.core.actions.action:RemoteAction._validate_action_result",
        ("serving.performance_patches:with_one_validator",),
        "f8cdb4be6812396167ced74161b2ccd65c5ea676ad86d7d359d8c322d9d8dc42",
        "the schema of an action's answer is checked and compiled anew for every answer",
    ),
    Patch(
        "rasa.shared.core.events:Event.resolve_by_type",
        ("serving.performance_patches:remembering_classes",),
        "b5cf570fa7f286c7059ec73d8880528d03a78b28cf4e80285a46079c0fa65968",
        "each event looks for its class among all classes",
    ),
    Patch(
        "rasa.core.processor:MessageProcessor.parse_message",
        (
            "serving.reading:beside_the_event_loop",
            "serving.intent_header:noting_the_intent",
            "serving.traces:parsed_in_trace",
        ),
        "b98d8e49b9f2c433040af62752212dc374600d50cd21deec82386642b64d30dc",
        "reading holds up the event loop and has no deadline; its intent and its time are to be known",
    ),
    Patch(
        "rasa.core.actions.action:RemoteAction.run",
        ("serving.whole_turns:noting_failure", "serving.traces:run_in_trace"),
        "ccabf6f1160d527a157fad5bd285ce69e8221b1bcad23f8a61499b4360a1c17e",
        "a failed action is forgotten and its turn goes on; its time is to be known",
    ),
    Patch(
        "rasa.core.processor:MessageProcessor.handle_message",
        ("serving.whole_turns:handled_once", "serving.traces:handled_in_trace"),
        "0c41d4780d2d46769ef2ae2b3f450b88d2602e916590e8be9975aa474db9f7f4",
        "a message sent again is another turn, and a turn that fails is answered in part",
    ),
    Patch(
        "rasa.core.processor:MessageProcessor.save_tracker",
        ("serving.whole_turns:saved_if_whole",),
        "e4532dd4d2970f5de27b262336918f75c3096efbb0046d7c554e26ed61887bd3",
        "a turn is kept although an action failed",
    ),
    Patch(
        "rasa.utils.endpoints:EndpointConfig.request",
        ("serving.traces:requested_in_trace",),
        "ccdb778aed8208e23cde3c3f47eac7fbbbb735dac8f7ef7254d54451c64ad608",
        "the action server isn't told the trace",
    ),
    Patch(
        "rasa.core.tracker_store:FailSafeTrackerStore.on_tracker_store_error",
        ("serving.tracker_store:raised",),
        "6faca7ba72b36da4594c789a1ee9d86ea185a8785a1e0543199b63bf02937e12",
        "a turn that can't be kept is kept in this process only",
    ),
    Patch(
        "rasa.core.tracker_store:FailSafeTrackerStore.on_tracker_store_retrieve_error",
        ("serving.tracker_store:raised",),
        "162b49564c52ab49f2be6a40ed56d11564e6607fdcd6975d44e678f69ca6ce9d",
        "where a conversation can't be read an empty one is answered",
    ),
)


def require_known_rasa() -> None:
    """ForeignRasa unless the version is the one that was read; nothing of Rasa is loaded."""
    found = metadata.version("rasa")
    if found != RASA:
        raise ForeignRasa(
            f"Rasa {found} is installed, and what this project changes in it was written for {RASA}: install "
            "that one, or review each entry of PATCHES in serving/patches.py (docs/adr/0019)"
        )


def apply(patches: Sequence[Patch] = PATCHES) -> None:
    """Put all of them in place, or none: ForeignRasa if any was written for something else."""
    ready = [(patch, *_reviewed(patch)) for patch in patches]
    for patch, owner, name, original in ready:
        replacement = functools.reduce(_put_around, map(resolve_name, patch.layers), original)
        is_static = isinstance(vars(owner)[name], staticmethod)
        setattr(owner, name, staticmethod(replacement) if is_static else replacement)


def rasas_own(method: Callable[..., Any]) -> Any:
    """What Rasa has beneath all layers."""
    return inspect.unwrap(method)


def _put_around(function: Callable[..., Any], layer: Layer) -> Callable[..., Any]:
    return functools.update_wrapper(layer(function), function)


def _reviewed(patch: Patch) -> tuple[type, str, Callable[..., Any]]:
    """The class, the attribute's name and its value, if its source is the one that was read."""
    path, _, name = patch.target.rpartition(".")
    try:
        owner = resolve_name(path)
        value = vars(owner)[name]
        original = getattr(value, "__func__", value)
        source = inspect.getsource(original.__code__)  # of what is there, not of what that is wrapped around
    except (ImportError, AttributeError, KeyError, OSError, TypeError) as error:
        raise ForeignRasa(f"{patch.target}, which {_by(patch)}, isn't there: {error!r}") from error
    found = hashlib.sha256(source.encode()).hexdigest()
    if found != patch.sha256:
        code = original.__code__
        raise ForeignRasa(
            f"{patch.target}, which {_by(patch)}, is not the one that was written for: read "
            f"{code.co_filename}:{code.co_firstlineno} beside it; where it still holds, note {found} in "
            "serving/patches.py (docs/adr/0019)"
        )
    return owner, name, original


def _by(patch: Patch) -> str:
    return f"{' and '.join(patch.layers)} replace{'s' if len(patch.layers) == 1 else ''}"
