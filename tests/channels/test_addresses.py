"""Ids and addresses that a platform names lead nowhere but to that platform's own files."""

from typing import Any

import httpx
import pytest

from gateway.channels.interface import Channel, Tools, Verdict
from gateway.channels.registry import connect_all
from tests.channels.platforms import Platforms
from tests.channels.simulators.twilio import ACCOUNT


class Watched(Tools):
    """Tools whose HTTP clients write down what they are asked for, and answer as told."""

    asked: list[httpx.URL]
    answers: dict[str, Any]

    def http(self, **options: Any) -> httpx.AsyncClient:
        """A client that reaches nobody."""
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer), **options)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        return httpx.Response(200, json=self.answers)


def connected(platforms: Platforms, name: str, **answers: Any) -> tuple[Channel, list[httpx.URL]]:
    """That channel, its platform answering so, and what it asks for."""
    tools = Watched(clock=lambda: None, public_url=None)  # type: ignore[arg-type, return-value]
    object.__setattr__(tools, "asked", [])
    object.__setattr__(tools, "answers", answers)
    platform = platforms.by_name[name]
    account = {name: {platform.store: platform.account()}}
    secret = {n: {s: {k: _Plain(v) for k, v in a.items()} for s, a in e.items()} for n, e in account.items()}
    (channel,) = connect_all(secret, tools).values()  # type: ignore[arg-type]
    return channel, tools.asked


class _Plain(str):
    __slots__ = ()

    def get_secret_value(self) -> str:
        return str(self)


async def fetched(channel: Channel, reference: str) -> bytes:
    """All of a file."""
    return b"".join([piece async for piece in channel.fetch(reference)])


@pytest.mark.parametrize(
    "media", ["../me", "1/../../me", "1?fields=token", "1#x", "a/b", "%2e%2e/me", "\\..\\me"]
)
async def test_a_media_id_of_whatsapps_stays_one_segment_of_the_path(
    platforms: Platforms, media: str
) -> None:
    root = platforms.whatsapp.root
    channel, asked = connected(
        platforms, "whatsapp", id="1", url=f"{root}/file", mime_type="x", sha256="x", file_size=1
    )
    await fetched(channel, media)
    assert asked[0].raw_path.startswith(b"/graph/v23.0/")
    assert b"/" not in asked[0].raw_path.removeprefix(b"/graph/v23.0/")
    assert not asked[0].query
    await channel.close()


@pytest.mark.parametrize("media", ["..", ".", ""])
async def test_a_media_id_that_is_no_name_is_not_asked_for(platforms: Platforms, media: str) -> None:
    channel, asked = connected(platforms, "whatsapp")
    with pytest.raises(FileNotFoundError) as refused:
        await fetched(channel, media)
    assert asked == []
    assert channel.trouble(refused.value).verdict is Verdict.GIVE_UP
    await channel.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/file",
        "http://lookaside.fbsbx.com/file",
        "https://fbsbx.com.evil.example/file",
        "https://evilfbsbx.com/file",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
    ],
)
async def test_whatsapps_token_goes_to_meta_only(platforms: Platforms, url: str) -> None:
    channel, asked = connected(platforms, "whatsapp", id="1", url=url, mime_type="x", sha256="x", file_size=1)
    with pytest.raises(FileNotFoundError):
        await fetched(channel, "1")
    assert len(asked) == 1
    await channel.close()


async def test_a_file_of_whatsapps_is_loaded_from_where_meta_keeps_files(platforms: Platforms) -> None:
    url = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&hash=x"
    channel, asked = connected(platforms, "whatsapp", id="1", url=url, mime_type="x", sha256="x", file_size=1)
    await fetched(channel, "1")
    assert str(asked[1]) == url
    await channel.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/2010-04-01/Accounts/{account}/Messages/MM1/Media/ME1",
        "{root}@evil.example/2010-04-01/Accounts/{account}/Messages/MM1/Media/ME1",
        "{root}/2010-04-01/Accounts/{account}/Messages/MM1/Media/../../../../Keys.json",
        "{root}/2010-04-01/Accounts/{account}/Messages.json",
        "{root}/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages/MM1/Media/ME1",
        "{root}/2010-04-01/Accounts/{account}/Messages/MM1/Media/ME1?x=1",
        "{root}/2010-04-01/Accounts/{account}/Messages/MM1/Media/ME1#x",
        "",
    ],
)
async def test_twilios_token_goes_to_files_of_our_own_messages_only(platforms: Platforms, url: str) -> None:
    channel, asked = connected(platforms, "twilio")
    root = platforms.twilio.account()["api"]
    with pytest.raises(FileNotFoundError):
        await fetched(channel, url.format(root=root, account=ACCOUNT))
    assert asked == []
    await channel.close()


@pytest.mark.parametrize(
    "path", ["../../bot1/getMe", "a/../../x", "photos/1.jpg?x=1", "photos/1.jpg#x", "/etc/passwd", ""]
)
async def test_a_path_of_telegrams_stays_below_our_bots_files(platforms: Platforms, path: str) -> None:
    channel, asked = connected(platforms, "telegram")
    platforms.telegram.files["F"] = b"x"
    platforms.telegram.file_path = path
    try:
        await fetched(channel, "F")
    except FileNotFoundError:
        assert asked == []
    else:
        root = b"/telegram/file/bot1000000001:AAtelegram-simulator-token/photos/"
        assert asked[0].raw_path.startswith(root)
        assert b".." not in asked[0].raw_path
        assert not asked[0].query
    finally:
        platforms.telegram.file_path = None
        await channel.close()
