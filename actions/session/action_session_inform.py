"""Something told without being asked."""

from rasa_sdk.events import EventType

from actions.dialogue.scene_action import SceneAction
from actions.dialogue.task_form import Scene
from actions.session.action_session_not_understood import ActionSessionNotUnderstood, keep_files


class ActionSessionInform(SceneAction):
    """An order number or a contact is kept for the task to come; the rest starts what it is about."""

    action_name = "action_session_inform"

    async def act(self, scene: Scene) -> list[EventType]:
        """Ask what to do with what was told."""
        if scene.turn.attachments:
            return keep_files(scene)
        number = scene.turn.value("order_number")
        contact = scene.turn.value("email") or scene.turn.value("phone")
        if contact:
            scene.memory["identity__contact"] = str(contact)
        if number is None:
            return await ActionSessionNotUnderstood(self.services).act(scene)
        scene.memory["identity__order_number"], scene.memory["identity__order"] = str(number), None
        scene.voice.say("utter_what_about_order", number=number)
        return scene.memory.events()
