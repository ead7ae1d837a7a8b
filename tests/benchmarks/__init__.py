"""How fast Transfer is, beside something that anyone can run. Never part of the tests: `make bench`."""
