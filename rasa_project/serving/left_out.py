"""Rasa without the libraries that it loads for components, channels and stores this assistant doesn't use.

TensorFlow alone takes half of a Rasa server's memory and most of its start; the others are clients of
services that nothing here talks to. When Rasa's modules are imported they need them only to derive classes
from and to annotate with; so names stand in for them here. Using one is an error that says what was left out.
The image doesn't have them at all; elsewhere `WITH_TENSORFLOW=true` loads TensorFlow, for DIET or TED.
"""

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Optional

TENSORFLOW = ("tensorflow", "keras", "tensorflow_hub", "tensorflow_text")
CLIENTS = (
    "aio_pika", "aiogram", "aiormq", "boto3", "botocore", "cachecontrol", "confluent_kafka", "fbmessenger",
    "google.auth", "google.oauth2", "mattermostwrapper", "pymongo", "rocketchat_API", "sentry_sdk",
    "slack_sdk", "socketio", "structlog_sentry", "twilio", "webexteamssdk",
)  # fmt: skip
TOOLS = ("matplotlib", "networkx", "questionary", "terminaltables")  # of commands that nothing here calls
CAUGHT = ("aio_pika.exceptions", "botocore.exceptions", "pymongo.errors")  # named when a store is made
NEED_NAMES = (
    "rasa.engine.recipes.default_components",
    "rasa.utils.tensorflow.callback",
    "rasa.utils.tensorflow.environment",
    "rasa.__main__",
    "rasa.core.run",
    "rasa.core.training.interactive",
    "rasa.utils.log_utils",
    "rasa.utils.plotting",
)
_naming = False


class LeftOut(ImportError):  # noqa: N818 (named as what happened)
    """Something that was left out was to be used, not only named."""


def _refusal(name: str) -> LeftOut:
    top = name.partition(".")[0]
    if top in TENSORFLOW:
        return LeftOut(f"{name} needs WITH_TENSORFLOW=true")
    return LeftOut(f"{name} is left out here, as serving/left_out.py says")


class _Name(type):
    """A name in a library: it has any attribute, can be a base class, an annotation or a decorator."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _named(f"{cls.__qualname__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls.__module__ != __name__:  # a class of Rasa's that derives from a name
            base = next(each for each in cls.__mro__ if each.__module__ == __name__)
            raise _refusal(base.__qualname__)
        if not _naming:
            raise _refusal(cls.__qualname__)
        if args and callable(args[0]):  # a decorator
            return args[0]
        return lambda decorated: decorated


def _named(name: str) -> _Name:
    return _Name(name, (), {"__module__": __name__, "__qualname__": name})


class _Module(ModuleType):
    """A module that has every name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = _named(f"{self.__name__}.{name}")
        setattr(self, name, made)
        return made


class _Caught(ModuleType):
    """A module of errors that may be named in an `except`, and never happen."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made: Any = () if name.isupper() else type(name, (Exception,), {})
        setattr(self, name, made)
        return made


class _Around(ModuleType):
    """The package around such a module, with nothing else in it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise _refusal(f"{self.__name__}.{name}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a stand-in for every module of these libraries."""

    def __init__(self, absent: Sequence[str]) -> None:
        self._absent = absent

    def find_spec(
        self, name: str, path: Optional[Sequence[str]] = None, target: Optional[ModuleType] = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        """A spec for what is left out; nothing for all else."""
        if not _is_of(name, self._absent):
            return None
        return importlib.util.spec_from_loader(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """An empty stand-in."""
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def _is_of(name: str, absent: Sequence[str]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in absent)


@contextmanager
def _names_stand_in(absent: Sequence[str]) -> Iterator[None]:
    global _naming  # noqa: PLW0603 (importing is of the whole process)
    finder = _Finder(absent)
    _forget(absent)
    sys.meta_path.insert(0, finder)
    _naming = True
    try:
        yield
    finally:
        _naming = False
        sys.meta_path.remove(finder)
        _forget(absent)
        sys.modules.update(dict.fromkeys(absent))  # what asks for one later hears that it isn't there
        _keep_what_is_caught()


def _forget(absent: Sequence[str]) -> None:
    for name in [each for each in sys.modules if _is_of(each, absent)]:
        del sys.modules[name]


def _keep_what_is_caught() -> None:
    for name in CAUGHT:
        top, _, rest = name.partition(".")
        around, caught = _Around(top), _Caught(name)
        around.__path__ = []
        setattr(around, rest, caught)
        sys.modules.update({top: around, name: caught})


def leave_out() -> None:
    """Load Rasa so; with TensorFlow if that is wanted or was loaded before."""
    wanted = os.environ.get("WITH_TENSORFLOW", "").lower() in ("1", "true", "yes")
    with_tensorflow = wanted or sys.modules.get("tensorflow") is not None
    absent = (*CLIENTS, *TOOLS, *(() if with_tensorflow else TENSORFLOW))
    sys.modules.update(dict.fromkeys(absent))
    importlib.import_module("spacy")  # which would take the names for the real thing

    with _names_stand_in(absent):
        for module in NEED_NAMES:
            importlib.import_module(module)
