"""The track form: it needs the order and its buyer."""

from actions.dialogue.order_form import OrderForm


class ValidateTrackForm(OrderForm):
    """Where an order is."""

    form = "track_form"
