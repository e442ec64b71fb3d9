"""Which task a question is usually asked for, so that the answer can offer it."""

NEXT_TASK = {
    "how_to_track": "track_order",
    "no_shipping_email": "track_order",
    "package_returned_to_sender": "track_order",
    "shipping_time": "track_order",
    "split_packages": "track_order",
    "tracking_invalid": "track_order",
    "tracking_not_updating": "track_order",
    "cancellation_policy": "cancel_order",
    "evidence_needed": "report_problem",
    "warranty": "report_problem",
    "exchange_policy": "exchange_item",
    "how_to_return": "return_item",
    "non_returnable_items": "return_item",
    "return_policy": "return_item",
    "return_shipping_cost": "return_item",
    "return_window": "return_item",
    "refund_time": "refund_status",
}
