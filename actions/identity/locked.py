"""What is said when no more look-ups are allowed."""

from actions.dialogue.task_form import Scene


def tell_locked(scene: Scene) -> None:
    """Say so, and offer a person; a yes takes the offer."""
    scene.voice.say("utter_identity_locked")
    scene.memory["session__offer"] = "talk_to_agent"
