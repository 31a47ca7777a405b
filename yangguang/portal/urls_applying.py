"""Addresses of 依申请公开 for the public. None of them holds anything personal: no code, no number,
no name; a question that found no answer may be taken along as it was typed on the public page."""

from django.urls import path, re_path

from .views import applying, requests

urlpatterns = [
    path("apply/", applying.entry, name="apply"),
    path("apply/form/", applying.form, name="apply-form"),
    path("apply/draft/", applying.save, name="apply-draft"),
    path("apply/clear/", applying.clear, name="apply-clear"),
    path("apply/found/", applying.found, name="apply-found"),
    path("apply/open/<str:item>/", applying.open_match, name="apply-open"),
    re_path(r"^apply/review/(?P<name>[0-9a-f]{32})/$", applying.review, name="apply-review"),
    re_path(r"^apply/receipt/(?P<name>[0-9a-f]{32})/$", applying.receipt, name="apply-receipt"),
    re_path(
        r"^apply/receipt/(?P<name>[0-9a-f]{32})/receipt\.txt$",
        applying.receipt_text,
        name="apply-receipt-text",
    ),
    path("apply/case/", requests.case, name="apply-case"),
    path("apply/case/correct/", requests.correct, name="apply-correct"),
    path("apply/case/write/", requests.write, name="apply-write"),
    path("apply/case/suggest/", requests.suggest, name="apply-suggest"),
    path("apply/case/withdraw/", requests.withdraw, name="apply-withdraw"),
    path("apply/case/leave/", requests.leave, name="apply-leave"),
    path("apply/case/letters/<int:pk>/", requests.letter, name="apply-letter"),
    re_path(
        r"^apply/case/letters/(?P<pk>\d{1,12})/letter\.(?P<form>pdf|docx)$",
        requests.letter_file,
        name="apply-letter-file",
    ),
    path("apply/case/files/<int:pk>/", requests.provided_file, name="apply-file"),
]
