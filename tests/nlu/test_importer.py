"""Question intents keep their full names on import."""

from components.importer import expand_step, spell_out
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.training_data.structures import RuleStep

TOPICS = {"faq": ["faq/contact", "faq/privacy"]}


def rule(*intents: str) -> RuleStep:
    """A rule in which the shopper says these things, each answered."""
    events = [
        event
        for intent in intents
        for event in (UserUttered(intent={"name": intent}), ActionExecuted("action_answer"))
    ]
    return RuleStep("a rule", events=events)


def names(step: RuleStep) -> "list[str | None]":
    """The intents of a step."""
    return [event.intent_name for event in step.events if isinstance(event, UserUttered)]


def test_the_domain_lists_every_topic_in_place_of_the_group() -> None:
    domain = {
        "intents": ["greet", {"faq": {"use_entities": []}}],
        "forms": {"claim": {"ignored_intents": ["faq", "thank"]}},
        "slots": {"topic": {"mappings": [{"type": "from_text", "not_intent": "faq"}]}},
        "actions": ["faq"],
    }
    assert spell_out(domain, TOPICS) == {
        "intents": ["greet", {"faq/contact": {"use_entities": []}}, {"faq/privacy": {"use_entities": []}}],
        "forms": {"claim": {"ignored_intents": ["faq/contact", "faq/privacy", "thank"]}},
        "slots": {
            "topic": {"mappings": [{"type": "from_text", "not_intent": ["faq/contact", "faq/privacy"]}]}
        },
        "actions": ["faq"],
    }


def test_a_rule_about_the_group_becomes_one_for_each_topic() -> None:
    assert [names(step) for step in expand_step(rule("faq"), TOPICS)] == [["faq/contact"], ["faq/privacy"]]


def test_a_rule_about_another_intent_stays_itself() -> None:
    step = rule("greet")
    assert expand_step(step, TOPICS) == [step]


def test_the_original_rule_is_left_as_it_was() -> None:
    step = rule("faq")
    expand_step(step, TOPICS)
    assert names(step) == ["faq"]


def test_every_turn_of_a_rule_is_spelt_out() -> None:
    assert len(expand_step(rule("faq", "greet", "faq"), TOPICS)) == 4
