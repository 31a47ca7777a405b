from django.urls import path, re_path

from .views import entries, growing, tables

app_name = "knowledge"
urlpatterns = [
    path("knowledge/", entries.entries, name="entries"),
    re_path(r"^knowledge/list\.(?P<form>csv|xlsx)$", entries.export, name="export"),
    path("knowledge/new/", entries.write, name="write"),
    path("knowledge/<int:pk>/", entries.entry, name="entry"),
    path("knowledge/<int:pk>/edit/", entries.edit, name="edit"),
    path("knowledge/<int:pk>/do/<str:what>/", entries.act, name="act"),
    path("knowledge/grow/", growing.texts, name="grow"),
    path("knowledge/grow/<int:pk>/<str:what>/", growing.grow, name="grow-from"),
    path("knowledge/import/", tables.upload, name="upload"),
    path("knowledge/import/template.xlsx", tables.template, name="template"),
    path("knowledge/import/<int:pk>/", tables.received, name="import"),
    path("knowledge/import/<int:pk>/do/<str:what>/", tables.act, name="import-act"),
    path("knowledge/import/<int:pk>/faults.csv", tables.faults, name="import-faults"),
]
