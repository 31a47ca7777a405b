from django.urls import path

app_name = "newmedia"
urlpatterns: list = []
