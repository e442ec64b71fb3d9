"""Evidence in an S3-compatible store, against a server on loopback."""

import hashlib
import io
from collections.abc import Iterator

import pytest
from moto.server import ThreadedMotoServer

from shop.errors import EvidenceError
from shop.storage import EvidenceStore

BIG = bytes(range(256)) * 40_000  # 10 MB: more than one part of a multi-part upload
URL = "s3://evidence/claims"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """An empty S3 at a free port of loopback."""
    made = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    made.start()
    host, port = made.get_host_and_port()
    yield f"http://{host}:{port}"
    made.stop()


@pytest.fixture(autouse=True)
def credentials(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What operators set: the variables of every S3 client."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tester")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", server)


@pytest.fixture
def store() -> EvidenceStore:
    """The store as the gateway makes it."""
    return EvidenceStore(URL)


async def test_bytes_come_back_as_they_were_put(store: EvidenceStore) -> None:
    stored = await store.put(b"a photo")
    assert stored.sha256 == hashlib.sha256(b"a photo").hexdigest()
    assert stored.bytes == 7
    assert await store.read(stored.key) == b"a photo"


async def test_a_long_file_is_stored_piece_by_piece_and_read_as_a_stream(store: EvidenceStore) -> None:
    stored = await store.put(io.BytesIO(BIG))
    with store.open(stored.key) as file:
        assert file.read(1000) == BIG[:1000]
        assert file.read() == BIG[1000:]


async def test_the_same_bytes_twice_are_one_object(store: EvidenceStore) -> None:
    first = await store.put(b"the same")
    second = await store.put(b"the same")
    assert first == second
    folder = first.key.split("/")[0]
    assert store._files.ls(f"evidence/claims/{folder}", detail=False, refresh=True) == [
        f"evidence/claims/{first.key}"
    ]


async def test_another_process_sees_what_was_put_and_deleted_here(store: EvidenceStore) -> None:
    other = EvidenceStore(URL)
    stored = await store.put(b"seen by both")
    assert await other.read(stored.key) == b"seen by both"
    await other.delete(stored.key)
    with pytest.raises(EvidenceError):
        await store.read(stored.key)
    assert (await store.put(b"seen by both")).key == stored.key
    assert await other.read(stored.key) == b"seen by both"


async def test_deleting_what_is_gone_changes_nothing(store: EvidenceStore) -> None:
    stored = await store.put(b"gone soon")
    await store.delete(stored.key)
    await store.delete(stored.key)
    with pytest.raises(EvidenceError):
        store.open(stored.key)


async def test_a_file_on_its_way_to_or_from_the_store_takes_little_memory(
    store: EvidenceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = []
    opening = store._files.open

    def noted(*where: str, **how: int) -> object:
        file = opening(*where, **how)
        blocks.append(file.blocksize)
        return file

    monkeypatch.setattr(store._files, "open", noted)
    stored = await store.put(io.BytesIO(BIG + b"little memory"))
    store.open(stored.key).close()
    assert len(blocks) == 2
    assert max(blocks) <= 8 << 20
