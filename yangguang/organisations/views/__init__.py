"""Screens: sign-in, one's own account, the register of units, contacts, people and administrators."""
