from django.urls import path, re_path

from .views import briefs, findings, kept, sets, sites

app_name = "inspection"
urlpatterns = [
    path("", sites.dashboard, name="dashboard"),
    path("sites/new/", sites.register, name="register"),
    path("sites/<int:pk>/", sites.site, name="site"),
    path("sites/<int:pk>/edit/", sites.edit, name="edit"),
    path("sites/<int:pk>/inspect/", sites.inspect, name="inspect"),
    path("sites/<int:pk>/add/", sites.add, name="add"),
    re_path(r"^sites/(?P<pk>[0-9]{1,12})/visits\.(?P<form>csv|xlsx)$", sites.visits, name="visits"),
    path("runs/<int:pk>/", sites.run, name="run"),
    path("runs/<int:pk>/do/<str:what>/", sites.run_act, name="run-act"),
    path("findings/", findings.findings, name="findings"),
    re_path(r"^findings/list\.(?P<form>csv|xlsx)$", findings.export, name="export"),
    path("findings/confirm/", findings.confirm_many, name="confirm-many"),
    path("findings/<int:pk>/", findings.finding, name="finding"),
    path("findings/<int:pk>/kept/<str:moment>/", kept.kept, name="kept"),
    path("findings/<int:pk>/do/<str:what>/", findings.act, name="act"),
    path("petitions/<int:pk>/decide/", findings.decide, name="decide"),
    path("sets/", sets.rulesets, name="sets"),
    path("sets/<int:pk>/", sets.ruleset, name="set"),
    path("briefs/", briefs.briefs, name="briefs"),
    path("briefs/<int:pk>/", briefs.brief, name="brief"),
    path("briefs/<int:pk>/brief.docx", briefs.word, name="brief-word"),
    path("briefs/<int:pk>/do/<str:what>/", briefs.act, name="brief-act"),
]
