"""Every screen as a pure function of what it shows: HTML text and rows of buttons."""
