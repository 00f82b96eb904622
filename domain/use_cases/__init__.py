"""What people can do, one verb per file: each is a plain function and runs as one transaction."""
