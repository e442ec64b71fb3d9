"""Why something is asked, or why it was refused."""

from datetime import datetime

from rasa_sdk.events import EventType

from actions.claims.outcome import clause_of, reason_of
from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction

IDENTITY = ("order_number", "contact")


class ActionSessionExplain(SceneAction):
    """Explain the open question, or the last decision, with its clause."""

    action_name = "action_session_explain"

    async def act(self, scene: Scene) -> list[EventType]:
        """Explain by what is being asked."""
        memory, voice = scene.memory, scene.voice
        basis = memory["session__basis"]
        if memory["session__asks"] in IDENTITY:
            voice.say("utter_explain_identity")
        elif basis and "decision" in basis:
            clauses = clause_of(scene, basis["decision"], datetime.fromisoformat(basis["placed_at"]))
            first = (
                voice.text("utter_explain_question")
                if memory["session__asks"]
                else reason_of(scene, basis["decision"])
            )
            offer = None if memory["session__asks"] else voice.word("utter_handoff_offer_short")
            memory["session__offer"] = "talk_to_agent" if offer else None
            text = " ".join([first, *clauses, *([offer.text] if offer else [])])
            voice.send(text, offer.buttons if offer else ())
        elif memory["session__asks"]:
            voice.say("utter_explain_question")
        else:
            voice.say("utter_nothing_to_explain")
        return memory.events()
