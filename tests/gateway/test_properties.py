"""Whatever is typed, sent as a button or uploaded: no harm, no command, nothing but what it claims to be."""

import io
import json
import string
import tempfile
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from gateway.answers import turn_of
from gateway.errors import Problem, RasaError
from gateway.images.cleaning import write_clean
from gateway.images.fingerprints import distance
from gateway.images.formats import open_image
from gateway.inbound import cleaned, neutralised
from gateway.payloads import Vocabulary, permitted
from gateway.seen_before import ALIKE
from gateway.videos import video_type
from payloads import Entities, sound
from telemetry.tracing import accepted_parent, new_parent
from tests.gateway.fakes import DOMAIN
from tests.gateway.media import mp4, picture, webm

settings.register_profile("unhurried", deadline=None, max_examples=60)  # other work goes on beside it
settings.load_profile("unhurried")
WORDS = Vocabulary.of(DOMAIN)
REAL = [mp4(), webm(), picture("PNG"), picture()]
slashes = st.text(st.sampled_from(" /\t\n\u00a0\u200b\ufeffa{"), max_size=12)
parts = st.sampled_from(["text", "buttons", "custom"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(st.text() | slashes)
def test_no_text_is_a_command_to_rasa(text: str) -> None:
    clean = cleaned(text)
    assert cleaned(clean) == clean
    clean.encode("utf-8")
    sent = neutralised(clean)
    assert not sent.strip().startswith("/")
    assert bool(sent) == bool(clean)


@given(
    st.text()
    | slashes
    | st.sampled_from(["/inform", "/greet", "/restart"]).flatmap(lambda i: st.text().map(lambda t: i + t))
)
def test_a_permitted_payload_is_an_intent_of_the_model_with_entities_of_the_model(payload: str) -> None:
    found = permitted(payload, WORDS)
    if found is not None:
        intent, brace, rest = found[1:].partition("{")
        assert intent in WORDS.intents
        assert not intent.startswith("internal_")
        assert sound(json.loads(brace + rest) if brace else {}) is not None


@given(
    st.dictionaries(st.sampled_from([*Entities.model_fields, "segments", "slot"]), json_values, max_size=3)
    | st.fixed_dictionaries({}, optional={"item": st.text(max_size=250), "quantity": st.integers()})
)
def test_entities_pass_as_they_are_or_not_at_all(entities: dict[str, object]) -> None:
    found = permitted("/inform" + json.dumps(entities), WORDS)
    assert (found is None) == (sound(entities) is None)
    if found is not None and entities:
        assert json.loads(found.removeprefix("/inform")) == entities


@given(
    json_values
    | st.lists(st.dictionaries(st.sampled_from(["text", "buttons", "custom"]), json_values, max_size=3))
)
def test_any_answer_of_rasa_is_a_turn_or_a_failed_try(answer: object) -> None:
    try:
        turn = turn_of(answer)
    except RasaError:
        return
    assert turn.messages or turn.handoff is not None or turn.close


@given(st.binary(max_size=300), st.integers(0, 200), st.sampled_from(REAL))
def test_any_bytes_are_a_file_we_know_or_a_problem(noise: bytes, place: int, real: bytes) -> None:
    for content in (noise, real[:place] + noise + real[place:]):
        for check in (lambda source: video_type(source, 100), fingerprint):
            try:
                check(io.BytesIO(content))
            except Problem as problem:
                assert problem.status in {413, 415}


def fingerprint(picture: BinaryIO) -> str:
    """The fingerprint of an image, which is made when it is written clean."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
        source.write(picture.read())
        source.flush()
        return write_clean(open_image(source.fileno()), target.fileno(), 10_000_000)


def packed(image: Image.Image, kind: str = "PNG", quality: int = 95) -> BinaryIO:
    """The image as a file."""
    target = io.BytesIO()
    image.convert("RGB").save(target, kind, quality=quality)
    target.seek(0)
    return target


def photo() -> Image.Image:
    """Something with light and shade, as photos have."""
    light = Image.radial_gradient("L").resize((320, 240)).crop((60, 40, 316, 232))
    return Image.blend(light, Image.linear_gradient("L").rotate(90).resize(light.size), 0.4)


@given(st.integers(60, 400), st.integers(40, 95))
def test_a_picture_is_known_again_when_it_was_resized_or_packed_harder(width: int, quality: int) -> None:
    changed = packed(photo().convert("RGB").resize((width, width * 3 // 4)), "JPEG", quality)
    assert distance(fingerprint(packed(photo())), fingerprint(changed)) <= ALIKE


def test_another_picture_is_not_taken_for_it() -> None:
    known = fingerprint(packed(photo()))
    assert distance(known, fingerprint(packed(photo().rotate(90)))) > ALIKE
    assert distance(known, fingerprint(packed(ImageOps.mirror(photo())))) > ALIKE


@pytest.mark.parametrize("header", [None, "", "00-0-0-0", f"00-{'0' * 32}-{'1' * 16}-01", "x" * 200])
def test_only_a_well_formed_trace_goes_on(header: str | None) -> None:
    assert accepted_parent(header) is None
    fresh = new_parent()
    assert accepted_parent(fresh) == fresh
    assert set(fresh) <= set(string.hexdigits + "-")
