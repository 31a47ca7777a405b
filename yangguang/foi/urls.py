from django.urls import path

from . import urls_letters
from .views import acting, requests

app_name = "foi"
urlpatterns = [
    path("", requests.requests_list, name="requests"),
    path("register/", requests.register, name="register"),
    path("<int:pk>/", requests.request_page, name="request"),
    path("<int:pk>/receipt/", requests.registered, name="registered"),
    path("<int:pk>/decide/", acting.decide, name="decide"),
    path("<int:pk>/sign/", acting.sign, name="sign"),
    path("<int:pk>/assign/", acting.assign, name="assign"),
    path("<int:pk>/do/<str:what>/", acting.act, name="act"),
    path("consultations/<int:pk>/", acting.consultation, name="consultation"),
    path("events/<int:pk>/correct/", acting.correct_event, name="correct-event"),
    *urls_letters.urlpatterns,
]
