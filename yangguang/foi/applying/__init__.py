"""The public side of the desk: the form and its draft, what keeps robots out, what is public already, the applicant's page."""
