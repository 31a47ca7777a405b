from django.urls import path

from . import views

app_name = "finding"
urlpatterns = [
    path("", views.gaps, name="gaps"),
    path("synonyms/", views.synonyms, name="synonyms"),
    path("synonyms/<int:pk>/", views.synonym, name="synonym"),
    path("pins/", views.pins, name="pins"),
    path("pins/<int:pk>/remove/", views.unpin, name="unpin"),
    path("board/", views.board, name="board"),
    path("board/<int:pk>/remove/", views.drop, name="drop"),
]
