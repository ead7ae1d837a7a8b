"""One cell's stored value to one typed value, or a sentence that says what would be right."""
