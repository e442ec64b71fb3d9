"""Files are what they claim to be, carry nothing of the shopper's, and go to nobody else."""

import io
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import httpx
import pytest
from PIL import Image
from sqlalchemy import select

from gateway.links import FileLink
from gateway.settings import Settings
from gateway.wiring import Gateway
from shop.evidence import Stored, remove_unused
from shop.models import EvidenceFile
from tests.gateway.fakes import FakeRasa
from tests.gateway.media import box, mp4, picture, webm
from tests.gateway.shoppers import FAST, Shopper, new_shopper

SMALL = {
    **FAST,
    "image_bytes": 20_000,
    "video_bytes": 30_000,
    "image_pixels": 100_000,
    "conversation_files": 3,
}


async def upload(
    shopper: Shopper, content: bytes, name: str = "photo.jpg", kind: str = "image/jpeg"
) -> httpx.Response:
    """Send a file as a browser does."""
    url = f"/api/v1/conversations/{shopper.id}/uploads"
    return await shopper.client.post(url, files={"file": (name, content, kind)}, headers=shopper.headers)


async def link_to(shopper: Shopper, upload_id: str) -> str:
    """Send the file in a message and return its link in the history."""
    await shopper.post({"id": f"with-{upload_id}", "attachments": [upload_id]})
    sent = [message for message in await shopper.history() if message["from"] == "shopper"]
    url: str = sent[-1]["attachments"][0]["url"]
    return url


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
async def test_a_picture_is_stored_and_can_be_seen_again_by_its_link(shopper: Shopper, kind: str) -> None:
    response = await upload(shopper, picture(kind))
    assert response.status_code == 201
    assert response.json()["kind"] == "image"
    file = await shopper.client.get(await link_to(shopper, response.json()["id"]))
    assert file.status_code == 200
    assert int(file.headers["content-length"]) == response.json()["bytes"] == len(file.content)
    assert file.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert Image.open(io.BytesIO(file.content)).size == (64, 48)


async def test_a_picture_keeps_nothing_but_its_pixels(shopper: Shopper) -> None:
    content = picture(gps=True)
    assert b"SecretCamera" in content
    response = await upload(shopper, content)
    file = await shopper.client.get(await link_to(shopper, response.json()["id"]))
    assert b"Secret" not in file.content
    assert not Image.open(io.BytesIO(file.content)).getexif()


async def test_a_picture_lying_on_its_side_is_turned_upright(shopper: Shopper) -> None:
    image, exif = Image.new("RGB", (80, 20)), Image.Exif()
    exif[0x0112] = 6
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif)
    response = await upload(shopper, target.getvalue())
    file = await shopper.client.get(await link_to(shopper, response.json()["id"]))
    assert Image.open(io.BytesIO(file.content)).size == (20, 80)


@pytest.mark.parametrize("content", [mp4(), mp4(b"qt  "), mp4(b"3gp4"), webm(), webm(b"matroska")])
async def test_a_video_of_sound_structure_is_stored(shopper: Shopper, content: bytes) -> None:
    response = await upload(shopper, content, "clip.mp4", "video/mp4")
    assert response.status_code == 201
    assert response.json() == {"id": response.json()["id"], "kind": "video", "bytes": len(content)}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"GIF89a<script>alert(1)</script>",
        b"\xff\xd8\xff\xe0" + b"\0" * 50,
        picture("PNG")[:80],
        picture("BMP"),
        mp4()[:-10],
        mp4(tail=b"PK\x03\x04<html>"),
        mp4(b"evil", others=b"evil"),
        box(b"ftyp", b"isom\0\0\2\0"),
        webm(tail=b"<html>"),
        webm(b"evildoc"),
        b"\x1a\x45\xdf\xa3",
        b"\x1a\x45\xdf\xa3\x00\x00\x00\x00",
    ],
)
async def test_what_is_not_what_it_claims_to_be_is_415(shopper: Shopper, content: bytes) -> None:
    response = await upload(shopper, content)
    assert response.status_code == 415, response.text
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_polyglot_loses_what_hides_behind_the_picture(shopper: Shopper) -> None:
    response = await upload(shopper, picture() + b"<script>alert(1)</script>PK\x03\x04")
    assert response.status_code == 201
    file = await shopper.client.get(await link_to(shopper, response.json()["id"]))
    assert b"<script>" not in file.content
    assert b"PK\x03\x04" not in file.content


@pytest.mark.parametrize("settings", [Settings(**SMALL)])  # type: ignore[arg-type]
@pytest.mark.parametrize(
    "content",
    [
        b"\0" * 40_000,
        picture("PNG", (101, 991)),
        picture("PNG")[:60] + b"\0" * 25_000,
        mp4() + box(b"free", b"\0" * 30_000),
    ],
)
async def test_what_is_too_large_is_413(shopper: Shopper, content: bytes) -> None:
    assert (await upload(shopper, content)).status_code == 413


async def test_a_decompression_bomb_is_refused_before_it_unpacks(shopper: Shopper) -> None:
    target = io.BytesIO()
    Image.new("1", (16_000, 16_000)).save(target, "PNG")
    assert len(target.getvalue()) < 100_000
    assert (await upload(shopper, target.getvalue())).status_code == 413


@pytest.mark.parametrize("settings", [Settings(**SMALL)])  # type: ignore[arg-type]
async def test_a_conversation_holds_only_so_many_files(shopper: Shopper) -> None:
    answers = [(await upload(shopper, picture())).status_code for _ in range(4)]
    assert answers == [201, 201, 201, 409]


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", b"x", 415),
        ("multipart/form-data", b"x", 422),
        ("multipart/form-data; boundary=b", b"x", 422),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b--\r\n',
            422,
        ),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx',
            422,
        ),
    ],
)
async def test_a_body_without_a_whole_file_is_refused(
    shopper: Shopper, kind: str, body: bytes, status: int
) -> None:
    url = f"/api/v1/conversations/{shopper.id}/uploads"
    response = await shopper.client.post(url, content=body, headers={**shopper.headers, "Content-Type": kind})
    assert response.status_code == status


async def test_rasa_is_told_of_the_files_of_a_message(shopper: Shopper, rasa: FakeRasa) -> None:
    upload_id = (await upload(shopper, picture())).json()["id"]
    await shopper.post({"id": "a", "attachments": [upload_id]})
    assert rasa.turns[-1]["message"] == "/inform"
    assert rasa.turns[-1]["metadata"]["attachments"] == [{"id": upload_id, "kind": "image"}]
    await shopper.post({"id": "b", "attachments": [upload_id], "text": "look"})
    assert rasa.turns[-1]["message"] == "look"


async def test_another_conversations_file_cannot_be_sent(client: httpx.AsyncClient, shopper: Shopper) -> None:
    upload_id = (await upload(await new_shopper(client), picture())).json()["id"]
    assert (await shopper.post({"id": "a", "attachments": [upload_id]})).status_code == 404


async def test_the_bytes_are_the_shops_evidence(shopper: Shopper, gateway: Gateway, tmp_path: Path) -> None:
    upload_id = (await upload(shopper, picture())).json()["id"]
    async with gateway.database.session() as session:
        file = (await session.scalars(select(EvidenceFile).where(EvidenceFile.id == upload_id))).one()
    assert (file.conversation, file.kind, file.media_type) == (shopper.id, "image", "image/jpeg")
    assert (tmp_path / "evidence" / file.key).stat().st_size == file.bytes


async def test_bytes_erased_while_the_same_are_sent_again_are_kept(
    shopper: Shopper, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = gateway.put_evidence

    async def erased_meanwhile(content: BinaryIO) -> Stored:
        monkeypatch.setattr(gateway, "put_evidence", put)
        stored = await put(content)
        assert await remove_unused(gateway.database, gateway.evidence, [stored.key]) == 1
        return stored

    monkeypatch.setattr(gateway, "put_evidence", erased_meanwhile)
    upload_id = (await upload(shopper, picture())).json()["id"]
    async with gateway.database.session() as session:
        file = await session.get_one(EvidenceFile, upload_id)
    assert len(await gateway.evidence.read(file.key)) == file.bytes
    assert await remove_unused(gateway.database, gateway.evidence, [file.key]) == 0
    assert len(await gateway.evidence.read(file.key)) == file.bytes


@pytest.mark.parametrize("change", ["expired", "signature", "other", "agent"])
async def test_a_link_works_only_as_it_was_signed_and_for_a_while(
    shopper: Shopper, gateway: Gateway, change: str
) -> None:
    upload_id = (await upload(shopper, picture())).json()["id"]
    other = (await upload(shopper, picture(shade=9))).json()["id"]
    secret = gateway.settings.gateway_secret.get_secret_value()
    late = timedelta(seconds=-1 if change == "expired" else 60)
    url = FileLink(upload_id, int((gateway.clock() + late).timestamp())).address(secret)
    url = f"{url}&agent=ann" if change == "agent" else url
    url = url.replace("signature=", "signature=0") if change == "signature" else url
    url = url.replace(upload_id, other) if change == "other" else url
    assert (await shopper.client.get(url)).status_code == 404
