from django.urls import path

from . import views

app_name = "catalog"
urlpatterns = [
    path("catalog/", views.catalogues, name="catalogues"),
    path("catalog/<int:pk>/", views.catalogue, name="catalogue"),
    path("catalog/<int:pk>/units/", views.assign, name="assign"),
    path("catalog/<int:pk>/do/<str:what>/", views.act, name="act"),
    path("catalog/<int:pk>/export.xlsx", views.export, name="export"),
    path("catalog/statements/", views.statements, name="statements"),
    path("catalog/statements/<int:pk>/withdraw/", views.withdraw, name="withdraw-statement"),
]
