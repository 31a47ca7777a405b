from django.urls import path, re_path

from .views import autosaves, columns, files, imports, obligations, reading, records, reviewing, sets, writing

app_name = "publications"
urlpatterns = [
    path("publications/", records.records, name="records"),
    path("publications/new/", writing.write, name="write"),
    path("publications/<int:pk>/", records.record, name="record"),
    path("publications/<int:pk>/edit/", writing.edit, name="edit"),
    path("publications/<int:pk>/preview/", reading.preview, name="preview"),
    path("publications/<int:pk>/compare/", reading.compare, name="compare"),
    re_path(
        r"^publications/(?P<pk>\d{1,12})/draft\.(?P<form>pdf|docx)$", reading.draft_file, name="draft-file"
    ),
    path("publications/<int:pk>/do/<str:what>/", records.act, name="act"),
    path("publications/<int:pk>/autosave/", autosaves.of_record, name="autosave"),
    path("publications/autosave/<int:unit>/", autosaves.of_new, name="autosave-new"),
    path("publications/autosave/<int:pk>/drop/", autosaves.drop, name="drop-autosave"),
    path("publications/files/", files.choices, name="files"),
    path("publications/files/upload/", files.upload, name="upload"),
    path("publications/files/<int:pk>/", files.attachment, name="attachment"),
    path("publications/rules/", reviewing.rules, name="rules"),
    path("publications/rules/<int:pk>/drop/", reviewing.drop_rule, name="drop-rule"),
    path("publications/index-codes/", reviewing.index_codes, name="index-codes"),
    path("publications/sets/", sets.sets, name="sets"),
    path("publications/sets/<int:pk>/", sets.release_set, name="set"),
    path("publications/sets/<int:pk>/do/<str:what>/", sets.act, name="set-act"),
    path("publications/imports/", imports.imports, name="imports"),
    path("publications/imports/<int:pk>/", imports.batch, name="import"),
    path("publications/imports/<int:pk>/do/<str:what>/", imports.act, name="import-act"),
    path("publications/imports/<int:pk>/rejects.csv", imports.rejects, name="import-rejects"),
    path("columns/", columns.columns, name="columns"),
    path("columns/new/", columns.open_column, name="open-column"),
    path("columns/<int:pk>/", columns.column, name="column"),
    path("columns/<int:pk>/edit/", columns.change_column, name="change-column"),
    path("columns/<int:pk>/do/<str:what>/", columns.act, name="column-act"),
    path("columns/banner/", columns.announce, name="announce"),
    path("columns/banner/<int:pk>/end/", columns.end_banner, name="end-banner"),
    path("coverage/", obligations.heat_map, name="coverage"),
    path("catalog/mine/", obligations.mine, name="obligations"),
]
