"""The programme that ships with the product: an invented borough's papers, written afresh by `make.write_folder`.

The counts, dates and faults are those of the published Slough papers; every person, supplier and note is invented.
Nothing here knows Flask or the database.
"""
