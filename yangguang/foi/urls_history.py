"""Addresses of what has gathered over time: past years' figures, repeated matters, calendar checks; included by ``urls``."""

from django.urls import path

from .views import calendar_checks, repeated

urlpatterns = [
    path("repeated/", repeated.page, name="repeated"),
    path("repeated/find/", repeated.find, name="repeated-find"),
    path("repeated/<int:pk>/<str:what>/", repeated.act, name="repeated-act"),
    path("calendar/", calendar_checks.page, name="calendar"),
    path("calendar/<int:pk>/", calendar_checks.moves, name="calendar-moves"),
]
