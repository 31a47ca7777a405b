from django.urls import path

from . import urls_history, urls_letters, urls_oversight, urls_severing
from .views import acting, after, figures, requests

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
    path("<int:pk>/after/", after.page, name="after"),
    path("<int:pk>/after/<str:what>/", after.act, name="after-act"),
    path("figures/", figures.figures, name="figures"),
    path("figures/cell/", figures.cell, name="figures-cell"),
    path("figures/lock/", figures.lock, name="figures-lock"),
    *urls_letters.urlpatterns,
    *urls_history.urlpatterns,
    *urls_severing.urlpatterns,
    *urls_oversight.urlpatterns,
]
