"""The words that cases, packs and decisions share."""

REQUESTS = ("return", "exchange", "refund_without_return", "cancel")
STATUSES = ("delivered", "completed", "shipped", "processed", "pending", "cancelled", "returned")
ORDER_TYPES = ("domestic", "global")
TRACKING_STATES = ("none", "moving", "stalled", "lost", "delivered")

SUBJECTIVE = ("change_of_mind", "wrong_size")
OBJECTIVE = (
    "defective",
    "damaged",
    "dirty",
    "not_as_described",
    "wrong_item",
    "missing_parts",
    "counterfeit",
    "not_received",
    "late_delivery",
)
REASONS = (*SUBJECTIVE, *OBJECTIVE, "unauthorised_charge")
REASON_GROUPS: dict[str, tuple[str, ...]] = {"subjective": SUBJECTIVE, "objective": OBJECTIVE}

TAGS = (
    "virtual",
    "promo",
    "personalised",
    "final_sale",
    "free_gift",
    "non_returnable_label",
    "refurbished",
    "near_expiry",
    "expired",
    "electronics",
    "fresh",
)
FAULTS = (
    "misuse",
    "unauthorised_repair",
    "altered_label",
    "serial_mismatch",
    "warranty_card_mismatch",
    "not_bought_here",
)
EVIDENCE = (
    "product_photo",
    "packaging_photo",
    "shipping_label_photo",
    "tracking_number_photo",
    "unboxing_video",
    "product_video",
)
SATISFIED_BY: dict[str, frozenset[str]] = {
    "product_photo": frozenset({"product_photo", "product_video", "unboxing_video"}),
}

CONDITIONS = (
    "opened",
    "used",
    "installed",
    "activated",
    "mint",
    "usable",
    "accessories_complete",
    "tags_intact",
    "gift_lost_or_damaged",
    "invoice_lost",
)
# What an unknown fact is taken for where it cannot change the outcome: the value that stands in nobody's way.
HARMLESS: dict[str, object] = {
    "opened": False,
    "used": False,
    "installed": False,
    "activated": False,
    "mint": True,
    "usable": True,
    "accessories_complete": True,
    "tags_intact": True,
    "gift_lost_or_damaged": False,
    "invoice_lost": False,
    "status": "delivered",
    "order_type": "domestic",
    "tracking": "none",
    "category": "",
    "country": "",
    "times_returned": 0,
    "returns_last_12_months": 0,
}

RESOLUTION_OF = {
    "return": "return_for_refund",
    "exchange": "return_for_exchange",
    "refund_without_return": "refund_without_return",
    "cancel": "cancel",
}
PAYERS = ("store", "customer", "unspecified", "none")
METHODS = ("prepaid_label", "free_pickup", "customer_advances", "customer_arranged")
BASES = ("full", "item_price", "partial", "to_be_assessed", "none")
OUTCOMES = ("eligible", "ineligible", "needs_information", "needs_review")
EFFECTS = ("forbid", "review", "require", "permit", "apply")
