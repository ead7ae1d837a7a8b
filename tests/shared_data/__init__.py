"""Published and nasty files that stand beside this project, read one by one. None of them is part of it."""
