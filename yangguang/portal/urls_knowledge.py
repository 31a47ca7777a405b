"""Addresses of the public knowledge base."""

from django.urls import path

from .views import knowledge

urlpatterns = [
    path("knowledge/", knowledge.shelf, name="knowledge"),
    path("knowledge/<int:pk>/", knowledge.entry, name="knowledge-entry"),
    path("knowledge/<int:pk>/helpful/", knowledge.helpful, name="helpful"),
    path("api/v1/knowledge/", knowledge.api_entries, name="api-knowledge"),
    path("api/v1/knowledge/<int:pk>/", knowledge.api_entry, name="api-knowledge-entry"),
]
