"""Addresses of letters, their delivery, files and archives; included by ``urls``."""

from django.urls import path

from .views import letters

urlpatterns = [
    path("settings/", letters.settings, name="desk-settings"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
]
