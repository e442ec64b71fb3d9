"""The change form: it needs the order and its buyer."""

from actions.dialogue.order_form import OrderForm


class ValidateChangeForm(OrderForm):
    """Other contents for an order."""

    form = "change_form"
