"""What a shop does with an order; imports nothing but the standard library."""
