from django.urls import path

from .views import entries, history, imports, register, series

app_name = "planning"
urlpatterns = [
    path("", register.register, name="register"),
    path("register.<str:form>", register.download, name="download"),
    path("new/", entries.new, name="new"),
    path("<int:pk>/", entries.entry, name="entry"),
    path("<int:pk>/edit/", entries.edit, name="edit"),
    path("<int:pk>/do/<str:what>/", entries.act, name="act"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.batch, name="import"),
    path("imports/<int:pk>/do/<str:what>/", imports.act, name="import-act"),
    path("imports/<int:pk>/rejects.csv", imports.rejects, name="import-rejects"),
    path("imports/template-<str:what>.csv", imports.template, name="import-template"),
    path("hand-overs/", history.hand_overs, name="hand-overs"),
    path("hand-overs/<int:pk>/", history.hand_over, name="hand-over"),
    path("hand-overs/<int:pk>/file/", history.file, name="hand-over-file"),
    path("hand-overs/<int:pk>/receive/", history.receive, name="receive"),
    path("hand-overs/<int:pk>/list.csv", history.download, name="hand-over-list"),
    path("history/<int:pk>/", history.entry, name="history-entry"),
    path("history/<int:pk>/do/<str:what>/", history.act, name="history-act"),
    path("series/", series.series, name="series"),
    path("series/open/", series.open_series, name="open-series"),
    path("series/<int:pk>/explain/", series.explain, name="explain"),
    path("series/gaps/<int:pk>/take-back/", series.take_back, name="take-back"),
    path("topic/", series.topic, name="topic"),
]
