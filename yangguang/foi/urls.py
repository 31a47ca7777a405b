from django.urls import path

from . import urls_letters
from .views import requests

app_name = "foi"
urlpatterns = [
    path("", requests.requests_list, name="requests"),
    path("<int:pk>/", requests.request_page, name="request"),
    *urls_letters.urlpatterns,
]
