from django.urls import path, re_path

from .views import entries, importing, lists, titles, trying

app_name = "checking"
urlpatterns = [
    path("checks/", lists.overview, name="lists"),
    path("checks/lists/new/", lists.begin, name="begin"),
    path("checks/shipped/<slug:code>/", lists.packaged, name="packaged"),
    path("checks/lists/<int:pk>/", entries.word_list, name="list"),
    path("checks/lists/<int:pk>/settings/", lists.settings, name="settings"),
    path("checks/lists/<int:pk>/entry/", entries.edit, name="entry"),
    path("checks/lists/<int:pk>/take-out/", entries.take_out, name="take-out"),
    re_path(r"^checks/lists/(?P<pk>\d{1,12})/list\.(?P<form>csv|xlsx)$", entries.export, name="export"),
    path("checks/lists/<int:pk>/versions/<int:number>/", lists.version, name="version"),
    path("checks/lists/<int:pk>/import/", importing.upload, name="upload"),
    path("checks/import/template.xlsx", importing.template, name="template"),
    path("checks/imports/<int:pk>/", importing.received, name="import"),
    path("checks/imports/<int:pk>/do/<str:what>/", importing.act, name="import-act"),
    path("checks/imports/<int:pk>/faults.csv", importing.faults, name="import-faults"),
    path("checks/try/", trying.try_text, name="try"),
    path("checks/titles/", titles.overview, name="titles"),
    path("checks/titles/<int:pk>/", titles.edit, name="edit-titles"),
]
