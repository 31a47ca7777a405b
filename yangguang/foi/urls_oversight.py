"""Addresses of overseeing the desks; included by ``urls``."""

from django.urls import path

from .views import channels, guiding, sampling

urlpatterns = [
    path("oversight/", guiding.overview, name="oversight"),
    path("oversight/channels/", channels.matrix, name="channels"),
    path("oversight/channels/record/", channels.record, name="record-channels"),
    path("oversight/channels/sheet/", channels.sheet, name="channel-sheet"),
    path("oversight/channels/try/", channels.try_now, name="try-channels"),
    path("oversight/guide/", guiding.guide, name="handling-guide"),
    path("oversight/samples/", sampling.rounds, name="reply-rounds"),
    path("oversight/samples/<int:pk>/", sampling.one, name="reply-round"),
    path("oversight/samples/<int:pk>/close/", sampling.close, name="close-round"),
    path("oversight/samples/read/<int:pk>/", sampling.read, name="read-reply"),
    path("oversight/samples/hand/<int:pk>/", sampling.hand, name="hand-sample"),
    path("oversight/trainings/", guiding.trainings, name="trainings"),
    path("oversight/cases/", guiding.cases, name="guiding-cases"),
    path("oversight/cases/new/", guiding.new_case, name="new-guiding-case"),
    path("oversight/cases/<int:pk>/", guiding.case, name="guiding-case"),
    path("oversight/cases/<int:pk>/change/", guiding.change_case, name="change-guiding-case"),
]
