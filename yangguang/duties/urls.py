from django.urls import path, re_path

from . import views

app_name = "duties"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("duties/sign/", views.sign_selected, name="sign-selected"),
    path("duties/asked/", views.asked, name="asked"),
    path("duties/<int:pk>/", views.duty, name="duty"),
    re_path(r"^duties/(?P<pk>\d{1,18})/(?P<what>sign|start|note|report)/$", views.act, name="act"),
    re_path(r"^duties/(?P<pk>\d{1,18})/(?P<what>close|return|withdraw)/$", views.judge, name="judge"),
    path("evidence/<int:pk>/", views.evidence, name="evidence"),
    path("slips/", views.slips, name="slips"),
    path("slips/issue/", views.issue_slips, name="issue-slips"),
    path("slips/<int:pk>/", views.slip, name="slip"),
    path("digests/", views.digests, name="digests"),
    path("digests/<int:pk>/", views.digest, name="digest"),
]
