from django.urls import path, re_path

from . import data, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("plan/", views.current, name="current"),
    path("plan/<int:year>/", views.board, name="board"),
    path("plan/<int:year>/<int:number>/", views.task, name="task"),
    path("plan/<int:year>/<int:number>/<str:code>/", views.cases, name="cases"),
    path("plan/<int:year>/units/", views.units, name="units"),
    path("plan/<int:year>/units/<str:code>/", views.unit, name="unit"),
    re_path(r"^plan/(?P<year>\d{4})\.json$", data.plan_json, name="plan-json"),
    re_path(r"^plan/(?P<year>\d{4})\.csv$", data.plan_csv, name="plan-csv"),
    path("about/measuring/", views.method, name="method"),
    path("about/data/", views.about_data, name="about-data"),
    path("healthz", data.health, name="health"),
    path("robots.txt", data.robots, name="robots"),
    path("sitemap.xml", data.sitemap, name="sitemap"),
]
