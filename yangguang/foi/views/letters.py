from django.http import HttpRequest, HttpResponse


def letter(request: HttpRequest, pk: int) -> HttpResponse: ...


def settings(request: HttpRequest) -> HttpResponse: ...
