"""The address form: the order, the new address, the shopper's yes."""

from actions.claims.outcome import format_address
from actions.dialogue import answers
from actions.dialogue.consent import Consent, consent, is_to_be_shown_again, take_consent
from actions.dialogue.order_form import note_claim
from actions.dialogue.scene import Ask, Done, Scene, Step
from actions.dialogue.task_form import TaskForm
from actions.identity.order_step import Found, order_step, take_identity


class ValidateAddressForm(TaskForm):
    """Another delivery address, while the order has not left."""

    form = "address_form"

    async def take(self, scene: Scene, is_new: bool) -> bool:
        """The order, the address, or the yes or no."""
        memory, asks = scene.memory, scene.memory["session__asks"]
        taken = take_identity(scene, is_new)
        if is_new:
            note_claim(scene)
        if asks in ("address", "confirm") or is_new:
            new = answers.address(scene.turn, country=None)
            if new and (
                asks != "confirm" or consent(scene.turn, self.form, has_changed=False) is not Consent.YES
            ):
                memory["orders__address"], memory["session__confirmed"] = new, None
                return True
        if asks == "confirm":
            return take_consent(scene, self.form)
        return taken

    async def next_step(self, scene: Scene) -> Step:
        """Order, then whether it can be done, then the address, then the yes."""
        found = await order_step(scene)
        if not isinstance(found, Found):
            return found
        memory, order = scene.memory, found.order
        if order.status in ("cancelled", "returned", "delivered", "completed"):
            return Done("closed")
        if order.has_left:
            return Done("too_late")
        if not memory["orders__address"]:
            return Ask("address", "orders__address", "address", {"number": order.number})
        if memory["session__confirmed"] is not None:
            return Done("confirmed" if memory["session__confirmed"] else "declined")
        values: dict[str, object] = {
            "number": order.number,
            "address": format_address(memory["orders__address"]),
        }
        is_patient = is_to_be_shown_again(scene)
        return Ask("confirm", "session__confirmed", "confirm_address", values, is_patient=is_patient)
