"""Orders, shipments, after-sales cases and evidence; knows nothing of dialogue or HTTP."""
