from django.urls import path

from .views import register, sources, upkeep

app_name = "norms"
urlpatterns = [
    path("norms/", register.register, name="register"),
    path("norms/list.csv", register.register_csv, name="register-csv"),
    path("norms/new/", register.enter, name="enter"),
    path("norms/<int:pk>/", register.norm, name="norm"),
    path("norms/<int:pk>/edit/", register.edit, name="edit"),
    path("norms/<int:pk>/relate/", register.relate, name="relate"),
    path("norms/<int:pk>/text/", register.text, name="text"),
    path("norms/<int:pk>/do/<str:what>/", register.act, name="act"),
    path("norms/relations/<int:pk>/undo/", register.unrelate, name="unrelate"),
    path("norms/confirm/", upkeep.confirm, name="confirm"),
    path("norms/confirm/<int:pk>/", upkeep.confirmation, name="confirmation"),
    path("norms/numbers/", upkeep.numbers, name="numbers"),
    path("norms/numbers/explain/", upkeep.explain, name="explain"),
    path("norms/numbers/<int:pk>/retract/", upkeep.retract, name="retract"),
    path("norms/campaigns/", upkeep.campaigns, name="campaigns"),
    path("norms/campaigns/<int:pk>/", upkeep.campaign, name="campaign"),
    path("norms/campaigns/<int:pk>/do/<str:what>/", upkeep.campaign_act, name="campaign-act"),
    path("norms/campaigns/items/<int:pk>/<str:what>/", upkeep.item, name="campaign-item"),
    path("norms/officials/", sources.officials, name="officials"),
    path("norms/officials/<int:pk>/", sources.official, name="official"),
    path("norms/officials/<int:pk>/file/", sources.official_file, name="official-file"),
    path("norms/officials/<int:pk>/drop/", sources.drop_official, name="drop-official"),
    path("norms/laws/", sources.laws, name="laws"),
    path("norms/rules/", sources.term_rules, name="rules"),
    path("norms/cite/", sources.cite, name="cite"),
]
