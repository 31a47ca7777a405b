"""Addresses of marking what may not go out; included by ``urls``."""

from django.urls import path

from .views import severing

urlpatterns = [
    path("files/<int:pk>/sever/", severing.begin, name="sever"),
    path("severances/<int:pk>/", severing.page, name="severance"),
    path("severances/<int:pk>/pages/<int:number>.webp", severing.picture, name="severance-page"),
    path("severances/<int:pk>/do/<str:what>/", severing.act, name="severance-act"),
]
