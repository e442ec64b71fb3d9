"""The invoice form: it needs the order and its buyer."""

from actions.dialogue.order_form import OrderForm


class ValidateInvoiceForm(OrderForm):
    """The invoice of an order."""

    form = "invoice_form"
