"""Personal data in texts: shapes, proofs, contexts, names."""
