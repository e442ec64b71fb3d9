"""The check form: it needs the order and its buyer."""

from actions.dialogue.order_form import OrderForm


class ValidateCheckForm(OrderForm):
    """Whether an order can still be sent back."""

    form = "check_form"
