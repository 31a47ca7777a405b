"""Addresses of what has gathered over time: past years' figures, repeated matters, calendar checks; included by ``urls``."""

from django.urls import path

from .views import calendar_checks, importing_figures, repeated

urlpatterns = [
    path("figures/import/", importing_figures.imports, name="figures-imports"),
    path("figures/import/<int:pk>/", importing_figures.one, name="figures-import"),
    path("figures/import/<int:pk>/file/", importing_figures.original, name="figures-import-file"),
    path("figures/import/<int:pk>/do/<str:what>/", importing_figures.act, name="figures-import-act"),
    path("figures/import/template/<str:form>/", importing_figures.template, name="figures-template"),
    path("repeated/", repeated.page, name="repeated"),
    path("repeated/find/", repeated.find, name="repeated-find"),
    path("repeated/<int:pk>/<str:what>/", repeated.act, name="repeated-act"),
    path("calendar/", calendar_checks.page, name="calendar"),
    path("calendar/<int:pk>/", calendar_checks.moves, name="calendar-moves"),
]
