"""Payment companies: one adapter each, and the worker that calls them from rows."""
