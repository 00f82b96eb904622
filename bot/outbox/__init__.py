"""Everything the desk promised to tell: claimed, rendered, sent and marked, until it arrived."""
