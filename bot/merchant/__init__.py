"""What staff do in their chat, one module per task."""
