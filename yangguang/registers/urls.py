from django.urls import path

from .views import emergencies, guidance, imports, lists

app_name = "registers"
urlpatterns = [
    path("registers/lists/", lists.lists, name="lists"),
    path("registers/lists/new/", lists.open_list, name="open-list"),
    path("registers/lists/<int:pk>/", lists.work_list, name="list"),
    path("registers/lists/<int:pk>/do/<str:what>/", lists.act, name="list-act"),
    path("registers/lists/<int:pk>/add/", lists.add, name="add-entry"),
    path("registers/lists/<int:pk>/confirm/", lists.confirm, name="confirm"),
    path("registers/lists/<int:pk>/upload/", imports.upload, name="upload"),
    path("registers/lists/imports/<int:pk>/", imports.received, name="import"),
    path("registers/lists/imports/<int:pk>/do/<str:what>/", imports.act, name="import-act"),
    path("registers/lists/entries/<int:pk>/", lists.entry, name="entry"),
    path("registers/lists/entries/<int:pk>/edit/", lists.change, name="change-entry"),
    path("registers/lists/entries/<int:pk>/do/<str:what>/", lists.entry_act, name="entry-act"),
    path("registers/themes/", emergencies.themes, name="themes"),
    path("registers/themes/new/", emergencies.add, name="add-theme"),
    path("registers/themes/<int:pk>/", emergencies.theme, name="theme"),
    path("registers/themes/<int:pk>/edit/", emergencies.change, name="change-theme"),
    path("registers/themes/<int:pk>/do/<str:what>/", emergencies.theme_act, name="theme-act"),
    path("registers/themes/decisions/", emergencies.decisions, name="decisions"),
    path("registers/themes/decisions/<int:pk>/", emergencies.decision, name="decision"),
    path("registers/themes/decisions/<int:pk>/do/<str:what>/", emergencies.decision_act, name="decision-act"),
    path("registers/guidance/", guidance.guidance, name="guidance"),
    path("registers/guidance/new/", guidance.register, name="register-guidance"),
    path("registers/guidance/<int:pk>/", guidance.page, name="guidance-page"),
    path("registers/guidance/<int:pk>/do/<str:what>/", guidance.act, name="guidance-act"),
]
