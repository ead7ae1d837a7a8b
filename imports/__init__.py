"""Cells in: reads any spreadsheet a council can send and says, cell by cell, what is wrong with it.

Pure: knows neither Flask nor the database. The way through a file is reading → sheets → headings → columns →
rows → the data set's own rules, and `imports.check.check` walks it.
"""
