"""What is not understood outside a task, or not meant for us."""

from rasa_sdk.events import EventType

from actions.claims.recognising import stated_claim
from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.tasks import hand_over
from actions.session.action_session_affirm import ActionSessionAffirm, accepts_offer


class ActionSessionNotUnderstood(SceneAction):
    """Say so; the second time differently, with a person on offer."""

    action_name = "action_session_not_understood"

    async def act(self, scene: Scene) -> list[EventType]:
        """Count the failure and answer by it; a file gets thanks."""
        if accepts_offer(scene):
            return await ActionSessionAffirm(self.services).act(scene)
        if scene.turn.attachments:
            return keep_files(scene)
        claim = stated_claim(scene.turn)
        if claim is not None and not scene.memory["session__task"]:
            return hand_over(scene.memory, scene.turn, claim)
        if scene.memory["session__task"]:
            scene.voice.say("utter_not_understood")
            return scene.memory.events()
        failures = (scene.memory["session__failures"] or 0) + 1
        scene.memory["session__failures"] = failures
        if failures > 1:
            scene.memory["session__offer"] = "talk_to_agent"
            scene.voice.say("utter_not_understood_again")
        else:
            menu = scene.voice.word("utter_menu")
            scene.voice.send(f"{scene.voice.text('utter_not_understood')} {menu.text}", menu.buttons)
        return scene.memory.events()


def keep_files(scene: Scene) -> list[EventType]:
    """Keep files that came before anything was asked."""
    kept = list(scene.memory["claims__files"] or [])
    kept += [{"id": file.id, "type": file.kind} for file in scene.turn.attachments]
    scene.memory["claims__files"] = kept
    scene.voice.say("utter_got_file")
    return scene.memory.events()
