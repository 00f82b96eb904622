"""What customers do in their chat, one module per task."""
