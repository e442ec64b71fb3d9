"""The frame of actions that tell something about the order their form found."""

from abc import abstractmethod

from rasa_sdk.events import EventType

from actions.dialogue.order_form import require_order
from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.tasks import begin_claim, finish
from actions.identity.locked import tell_locked
from shop.models import Order


class OrderAction(SceneAction):
    """Tell about the order, or that look-ups are locked; then go on with what waits."""

    forgets: tuple[str, ...] = ()

    @abstractmethod
    async def tell(self, scene: Scene, order: Order) -> None:
        """Say what was asked about the order."""

    async def is_claim(self, scene: Scene, order: Order) -> bool:
        """Whether what was told to be wrong is what it is about, and not what was asked."""
        return False

    async def act(self, scene: Scene) -> list[EventType]:
        """Find the order once more, tell, finish; or begin the claim it turns out to be."""
        found = await require_order(scene)
        if found is None:
            tell_locked(scene)
        elif scene.memory["session__claim"] and await self.is_claim(scene, found.order):
            return begin_claim(scene.memory)
        else:
            await self.tell(scene, found.order)
        return finish(scene.memory, scene.voice, *self.forgets)
