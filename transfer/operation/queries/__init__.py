"""Reading the whole installation: every table at one instant, and whether everything works."""
