"""What clients may send with buttons, and what they may not: for properties."""

from hypothesis import strategies as st

from payloads import Entities
from policy_kb.vocabulary import CONDITIONS, REASONS, REQUESTS
from tests.actions.test_integrity import domain

NAMES = [*Entities.model_fields, "segments", "other"]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
SOUND = {
    "order_number": st.sampled_from(["KM-1001", "KM-1002", "nothing"]),
    "item": st.sampled_from(["KT-R", "Blue kettle", "a pan"]),
    "quantity": st.integers(1, 9999) | st.just("all"),
    "reason": st.sampled_from(REASONS),
    "request": st.sampled_from(REQUESTS),
    "condition": st.sampled_from([f"{name}:{so}" for name in CONDITIONS for so in ("true", "false")]),
    "date": st.dates().map(str),
    "email": st.sampled_from(["a@example.com", "@"]),
    "phone": st.sampled_from(["+254700000001", "phone"]),
}
sent = st.fixed_dictionaries({}, optional=SOUND) | st.dictionaries(
    st.sampled_from(NAMES), anything, max_size=3
)


def intents() -> list[str]:
    """Every intent that a client may send."""
    known = (name for each in domain()["intents"] for name in (each if isinstance(each, dict) else [each]))
    return sorted(name for name in known if not name.startswith("internal_"))
