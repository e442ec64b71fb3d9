"""Rasa without TensorFlow, which it loads for components that this assistant doesn't use.

Importing TensorFlow takes half of a Rasa server's memory and most of its start. When Rasa's modules are
imported they need it only to derive classes from and to annotate with; so names stand in for it here. Making
anything of one is an error that names the way back: `WITH_TENSORFLOW=true`, for a pipeline with DIET or TED.
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

ABSENT = ("tensorflow", "keras", "tensorflow_hub", "tensorflow_text")
NEED_NAMES = (
    "rasa.engine.recipes.default_components",
    "rasa.utils.tensorflow.callback",
    "rasa.utils.tensorflow.environment",
)


class TensorFlowLeftOut(ImportError):  # noqa: N818 (named as what happened)
    """Something of TensorFlow was to be used, not only named."""


class _Name(type):
    """A name in TensorFlow: it has any attribute, can be a base class, an annotation or a decorator."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _named(f"{cls.__qualname__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls.__module__ != __name__:  # a class of Rasa's that derives from a name
            raise TensorFlowLeftOut(f"{cls.__module__}.{cls.__qualname__} needs WITH_TENSORFLOW=true")
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


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a stand-in for every module of TensorFlow."""

    def find_spec(
        self, name: str, path: Optional[Sequence[str]] = None, target: Optional[ModuleType] = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        """A spec for what is left out; nothing for all else."""
        if name.partition(".")[0] not in ABSENT:
            return None
        return importlib.util.spec_from_loader(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """An empty stand-in."""
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


@contextmanager
def _names_stand_in() -> Iterator[None]:
    finder = _Finder()
    _forget_tensorflow()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        _forget_tensorflow()
        sys.modules.update(dict.fromkeys(ABSENT))  # what asks for it later hears that it isn't there


def _forget_tensorflow() -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] in ABSENT]:
        del sys.modules[name]


def leave_tensorflow_out() -> None:
    """Load Rasa so, unless TensorFlow is wanted or was loaded before."""
    wanted = os.environ.get("WITH_TENSORFLOW", "").lower() in ("1", "true", "yes")
    if wanted or "tensorflow" in sys.modules:
        return
    sys.modules.update(dict.fromkeys(ABSENT))
    importlib.import_module("spacy")  # which would take the names for the real thing

    with _names_stand_in():
        for module in NEED_NAMES:
            importlib.import_module(module)
