"""The case form: it needs the order and its buyer."""

from actions.dialogue.order_form import OrderForm


class ValidateCaseForm(OrderForm):
    """Where a request stands."""

    form = "case_form"
