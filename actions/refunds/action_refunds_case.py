"""Where the requests about an order stand."""

from rasa_sdk.events import EventType

from actions.dialogue.order_form import require_order
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.task_form import Scene
from actions.dialogue.tasks import finish
from actions.identity.locked import tell_locked
from actions.refunds.case_lines import tell_cases
from shop.cases import cases_of


class ActionRefundsCase(SceneAction):
    """List the cases of the order."""

    action_name = "action_refunds_case"

    async def act(self, scene: Scene) -> list[EventType]:
        """Tell the state of each."""
        found = await require_order(scene)
        if found is None:
            tell_locked(scene)
            return finish(scene.memory, scene.voice)
        async with scene.services.database.session() as session:
            cases = await cases_of(session, found.order.id)
        tell_cases(scene, found.order, cases)
        return finish(scene.memory, scene.voice)
