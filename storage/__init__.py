"""What the shop remembers: one call of `Store.run` is one transaction."""
