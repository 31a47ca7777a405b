from django.urls import path, re_path

from .views import exceptions, freezes, results

app_name = "measuring"
urlpatterns = [
    path("", results.results, name="results"),
    path("run/", results.run_now, name="run"),
    path("indicators/<str:code>/", results.indicator, name="indicator"),
    path("units/", results.units, name="units"),
    path("units/<int:pk>/", results.unit, name="unit"),
    path("targets/", exceptions.targets, name="targets"),
    path("indicators/<str:code>/<int:number>/target/", exceptions.target, name="target"),
    path("indicators/<str:code>/<int:number>/waiver/", exceptions.waiver, name="waiver"),
    path("waivers/", exceptions.waivers, name="waivers"),
    re_path(r"^waivers/(?P<pk>\d+)/(?P<what>approve|refuse)/$", exceptions.decide, name="decide"),
    path("waivers/<int:pk>/withdraw/", exceptions.withdraw, name="withdraw"),
    path("statements/", exceptions.statements, name="statements"),
    path("statements/<int:pk>/file/", exceptions.statement_file, name="statement-file"),
    path("tasks/<int:number>/attest/<str:code>/", exceptions.attest, name="attest"),
    path("freezes/", freezes.freezes, name="freezes"),
    path("freezes/<int:pk>.jsonl", freezes.freeze_file, name="freeze-file"),
]
