"""The refund form: it needs the order and its buyer."""

from actions.dialogue.order_form import OrderForm


class ValidateRefundForm(OrderForm):
    """Where a refund stands."""

    form = "refund_form"
