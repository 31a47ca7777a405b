from django.urls import path

from .views import columns, imports, obligations, records, sets

app_name = "publications"
urlpatterns = [
    path("publications/", records.records, name="records"),
    path("publications/new/", records.write, name="write"),
    path("publications/<int:pk>/", records.record, name="record"),
    path("publications/<int:pk>/edit/", records.edit, name="edit"),
    path("publications/<int:pk>/preview/", records.preview, name="preview"),
    path("publications/<int:pk>/compare/", records.compare, name="compare"),
    path("publications/<int:pk>/do/<str:what>/", records.act, name="act"),
    path("publications/files/<int:pk>/", records.attachment, name="attachment"),
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
