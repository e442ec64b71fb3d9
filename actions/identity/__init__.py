"""Who the shopper is: nothing about an order before that is known."""
