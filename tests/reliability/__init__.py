"""The reliability gates: each in a small size with every test run, and in its whole size by MINISHOP_SOAK=1."""
