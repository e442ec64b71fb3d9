"""The channels that are set up: adapter modules found by name, connected by their accounts' settings."""

import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType

from pydantic import SecretStr, ValidationError

import gateway.channels
from gateway.channels.interface import Channel, Tools
from gateway.secret_strength import weakness_of

Accounts = Mapping[str, Mapping[str, Mapping[str, SecretStr]]]


class WrongChannel(ValueError):  # noqa: N818 (named as what it is)
    """The settings of a channel are not as they must be; says which, never a value."""


def adapter_names() -> list[str]:
    """Every channel that can be set up: the modules of this package that connect."""
    found = (each.name for each in pkgutil.iter_modules(gateway.channels.__path__))
    return [name for name in found if hasattr(_module(name), "connect")]


def connect_all(
    accounts: Accounts, tools: Tools, *, in_production: bool = False
) -> dict[tuple[str, str], Channel]:
    """A channel for each account, by channel name and store; WrongChannel names what is wrong."""
    return {
        (name, store): _connect(name, store, account, tools, in_production)
        for name, stores in accounts.items()
        for store, account in stores.items()
    }


def _connect(
    name: str, store: str, account: Mapping[str, SecretStr], tools: Tools, in_production: bool
) -> Channel:
    try:
        module = _module(name)
    except ModuleNotFoundError:
        raise WrongChannel(f"CHANNELS: there is no channel {name!r}") from None
    if not hasattr(module, "connect"):
        raise WrongChannel(f"CHANNELS: there is no channel {name!r}")
    try:
        settings = module.Account(**{key: value.get_secret_value() for key, value in account.items()})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise WrongChannel(f"CHANNELS: {name}.{store}.{where}: {first['msg']}") from None
    for each in settings.made_up if in_production else ():
        if (weakness := weakness_of(getattr(settings, each))) is not None:
            raise WrongChannel(f"CHANNELS: {name}.{store}.{each} {weakness}")
    channel: Channel = module.connect(settings, store, tools)
    return channel


def _module(name: str) -> ModuleType:
    if not name.isidentifier():
        raise WrongChannel(f"CHANNELS: there is no channel {name!r}")
    return importlib.import_module(f"gateway.channels.{name}")
