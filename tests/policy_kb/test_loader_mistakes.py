"""One tiny bad change per mistake: each is refused by name of file and key."""

from pathlib import Path

import pytest

from policy_kb import Library, PackError
from policy_kb.loader import read_pack
from policy_kb.skeleton import skeleton
from policy_kb.strict_yaml import load_mapping

WINDOW = "return: {after: order.delivered_at, span: $return_days}"
MISTAKES = {
    "an unknown key": (("currency: EUR", "currency: EUR\ncurency: EUR"), "curency"),
    "a duplicate key": (("currency: EUR", "currency: EUR\ncurrency: USD"), "'currency' stands there twice"),
    "a duplicate key deep down": (("unit: day", "unit: day\n    unit: hour"), "'unit' stands there twice"),
    "a missing key": (("timezone: Europe/Berlin\n", ""), "timezone"),
    "no such time zone": (("Europe/Berlin", "Europe/Bärlin"), "timezone: no such time zone"),
    "no such unit": (("unit: day", "unit: fortnight"), "parameters.return_days.unit"),
    "no such day": (
        ("    values:\n      2024-01-01", "    values:\n      2024-02-30"),
        "no such day: '2024-02-30'",
    ),
    "an unquoted float": (("value: 14", "value: fourteen"), "value: 'fourteen'|values.2024-01-01.value"),
    "a figure without a clause": (
        (", clause: shoes.window}\n\n#", "}\n\n#"),
        "parameters.return_days.values.2024-01-01: .*`clause`",
    ),
    "a clause that does not exist": (
        ("clause: shoes.unused", "clause: shoes.unusual"),
        "'shoes.unusual' is no clause",
    ),
    "a parameter that does not exist": (
        (WINDOW, WINDOW.replace("return_days", "days")),
        "'days' is no parameter",
    ),
    "a window that does not exist": (("past: return}", "past: retrun}"), "'retrun' is no window"),
    "a window after nothing": (
        (WINDOW, WINDOW.replace("delivered", "arrived")),
        "'order.arrived_at' is no time",
    ),
    "a reason that does not exist": (
        ("when: {reason: subjective}", "when: {reason: whim}"),
        "'whim' is no reason",
    ),
    "a status that does not exist": (("delivered: false}", "status: gone}"), "'gone' is no status"),
    "a fact that does not exist": (
        ("- claim.condition.used", "- claim.condition.new"),
        "'claim.condition.new' is no fact",
    ),
    "a condition that does not exist": (("{used: true}}", "{worn: true}}"), "'worn' is no condition"),
    "a category group that does not exist": (
        ("delivered: false}", "category: hats}"),
        "'hats' is no category",
    ),
    "a tag that does not exist": (("delivered: false}", "tags: hats}"), "'hats' is no tags word"),
    "evidence that does not exist": (("[product_photo]", "[poem]"), "'poem' is no evidence"),
    "a payer that does not exist": (("payer: store", "payer: state"), "shipping.1.payer"),
    "a basis that does not exist": (("basis: none", "basis: nothing"), "refund.0.basis"),
    "a key where YAML sees a boolean": (("currency: EUR", "currency: EUR\ntrue: yes"), "must be a word"),
    "a figure in an answer that does not exist": (
        ("within {return_days} days of delivery.\n    clauses", "within {days} days\n    clauses"),
        "'days' is no parameter",
    ),
    "a store of another name": (("store: shoes", "store: boots"), "is 'boots'"),
    "broken YAML": (("currency: EUR", "currency: [EUR"), "line "),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_by_file_and_key(tmp_path: Path, mistake: str) -> None:
    (old, new), message = MISTAKES[mistake]
    text = skeleton("shoes")
    assert old in text
    path = tmp_path / "shoes.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError, match=message) as raised:
        read_pack(path)
    assert str(path) in str(raised.value)


def test_what_yaml_would_make_of_words_and_figures_stays_as_written() -> None:
    loaded = load_mapping("a: NO\nb: 19.90\nc: 2024-01-01\nd: yes\ne: 0x10\nf: 1_000\ng: 12:30", "f.yaml")
    assert loaded == {
        "a": "NO",
        "b": "19.90",
        "c": "2024-01-01",
        "d": "yes",
        "e": "0x10",
        "f": "1_000",
        "g": "12:30",
    }
    assert load_mapping("a: true\nb: 7\nc: null", "f.yaml") == {"a": True, "b": 7, "c": None}


def test_a_pack_spread_over_files_may_say_nothing_twice(tmp_path: Path) -> None:
    folder = tmp_path / "shoes"
    folder.mkdir()
    (folder / "a.yaml").write_text(skeleton("shoes"), encoding="utf-8")
    (folder / "b.yaml").write_text("clauses:\n  shoes.window: {summary: x, place: y}\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"b\.yaml: clauses\.shoes\.window: stands in another file"):
        read_pack(folder)
    (folder / "b.yaml").write_text("currency: USD\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"b\.yaml: currency: stands in .*a\.yaml too"):
        read_pack(folder)


def test_a_pack_may_be_spread_over_files(tmp_path: Path) -> None:
    folder = tmp_path / "shoes"
    folder.mkdir()
    head, tail = skeleton("shoes").split("windows:\n", 1)
    (folder / "a.yaml").write_text(head, encoding="utf-8")
    (folder / "b.yaml").write_text("windows:\n" + tail, encoding="utf-8")
    assert read_pack(folder).store == "shoes"


def test_a_service_can_have_every_pack_read_when_it_starts(tmp_path: Path) -> None:
    (tmp_path / "shoes.yaml").write_text(
        skeleton("shoes").replace("unit: day", "unit: moon"), encoding="utf-8"
    )
    library = Library.load([tmp_path])
    with pytest.raises(PackError, match=r"parameters\.return_days\.unit"):
        library.read_all()
    assert Library.load().read_all().stores()


def test_a_folder_of_packs_must_exist(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="is not a directory"):
        Library.load([tmp_path / "nowhere"])
