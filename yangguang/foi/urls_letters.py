"""Addresses of letters, their delivery, files, archives and the unit's desk; included by ``urls``."""

from django.urls import path, re_path

from .views import desk, letters

urlpatterns = [
    path("settings/", desk.settings, name="desk-settings"),
    path("reasons/", desk.reason_texts, name="reason-texts"),
    path("reasons/new/", desk.new_reason, name="new-reason"),
    path("reasons/<int:pk>/", desk.reason_text, name="reason-text"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
    re_path(
        r"^letters/(?P<pk>\d{1,12})/letter\.(?P<form>pdf|docx)$", letters.letter_file, name="letter-file"
    ),
    path("letters/<int:pk>/do/<str:what>/", letters.letter_act, name="letter-act"),
    path("deliveries/<int:pk>/<str:what>/", letters.delivery_act, name="delivery-act"),
    path("files/<int:pk>/", letters.file, name="file"),
    path("<int:pk>/preview/", letters.preview, name="preview"),
    path("<int:pk>/archive/", desk.archive, name="archive"),
    path("<int:pk>/archive/package/", desk.archive_package, name="archive-package"),
]
