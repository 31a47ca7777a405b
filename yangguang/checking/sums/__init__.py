"""Figures of tables and sentences, and what does not come out among them."""
