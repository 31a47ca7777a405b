"""Signing in by account name and password; powers come from memberships, not from Django's own permissions."""

from django.contrib.auth.backends import ModelBackend


class PersonBackend(ModelBackend):
    """Django's backend as it is: inactive accounts are refused, timing does not tell whether an account exists."""
