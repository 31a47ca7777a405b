from django.urls import path, re_path

from . import views

app_name = "measuring"
urlpatterns = [
    path("", views.results, name="results"),
    path("run/", views.run_now, name="run"),
    path("indicators/<str:code>/", views.indicator, name="indicator"),
    path("indicators/<str:code>/<int:number>/waiver/", views.waiver, name="waiver"),
    path("indicators/<str:code>/<int:number>/target/", views.target, name="target"),
    path("tasks/<int:number>/attest/<str:code>/", views.attest, name="attest"),
    path("waivers/", views.waivers, name="waivers"),
    re_path(r"^waivers/(?P<pk>\d+)/(?P<what>approve|refuse)/$", views.decide, name="decide"),
    path("freezes/", views.freezes, name="freezes"),
    path("freezes/<int:pk>.jsonl", views.freeze_file, name="freeze-file"),
]
