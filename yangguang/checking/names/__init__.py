"""The district's organs and their names."""
