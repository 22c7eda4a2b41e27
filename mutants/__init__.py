"""Deliberate bugs, and the tests that must notice them: README.md."""
