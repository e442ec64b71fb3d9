"""Leave what is under way."""

import re

from rasa_sdk.events import EventType

from actions.dialogue.scene_action import SceneAction
from actions.dialogue.task_form import Scene
from actions.dialogue.tasks import hand_over
from actions.handoff.action_handoff_request import stop_forms

CANCELS = re.compile(r"\b(cancel|cancelar|annuler)", re.IGNORECASE)


class ActionSessionStop(SceneAction):
    """Drop every task; nothing was changed."""

    action_name = "action_session_stop"

    async def act(self, scene: Scene) -> list[EventType]:
        """Say so, and offer what else can be done; with nothing under way "cancel" means an order."""
        if not scene.memory["session__task"] and CANCELS.search(scene.turn.text):
            return hand_over(scene.memory, scene.turn, "cancel_order")
        name = "utter_stopped" if scene.memory["session__task"] else "utter_nothing_to_stop"
        menu = scene.voice.word("utter_menu")
        scene.voice.send(f"{scene.voice.text(name)} {menu.text}", menu.buttons)
        return stop_forms(scene)
