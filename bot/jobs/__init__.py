"""What the clock does: each job asks the database what is due and carries no payload of its own."""
