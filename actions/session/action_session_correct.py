"""A correction outside a form: there is nothing to correct, so begin anew."""

from rasa_sdk.events import EventType

from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction
from actions.session.action_session_inform import ActionSessionInform


class ActionSessionCorrect(SceneAction):
    """Treat it as something told."""

    action_name = "action_session_correct"

    async def act(self, scene: Scene) -> list[EventType]:
        """Take an order number from it, else ask what to do."""
        return await ActionSessionInform(self.services).act(scene)
