"""The law of requests as pure functions: no table, no clock read. Each names its article."""
