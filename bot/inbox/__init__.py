"""Updates: taken in durably first, acknowledged then, and worked off per chat in order."""
