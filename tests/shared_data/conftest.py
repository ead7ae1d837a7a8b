"""These tests are collected only where the files stand."""

from tests.shared_data.reading import DATA

collect_ignore_glob = [] if DATA.is_dir() else ["test_*.py"]
