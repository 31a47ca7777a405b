"""Requests on the workbench."""

from django.http import HttpRequest, HttpResponse


def requests_list(request: HttpRequest) -> HttpResponse: ...


def request_page(request: HttpRequest, pk: int) -> HttpResponse: ...
