"""What the desk answers over HTTP."""
