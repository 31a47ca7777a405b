from django.urls import path, re_path

from .views import importing, plans

app_name = "workplan"
urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/upload/", importing.upload, name="upload"),
    path("plans/sample/", importing.use_sample, name="use-sample"),
    path("plans/imports/<int:pk>/", importing.preview, name="preview"),
    path("plans/imports/<int:pk>/original/", importing.original, name="original"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/confirm/", plans.confirm, name="confirm"),
    path("plans/<int:pk>/issue/", plans.issue, name="issue"),
    path("plans/<int:pk>/tasks/<int:number>/", plans.task, name="task"),
    path("plans/questions/<int:pk>/", plans.answer, name="answer"),
    re_path(r"^plans/(?P<pk>\d+)/(?P<what>expand|close|show|hide)/$", plans.change, name="change"),
    re_path(r"^plans/(?P<pk>\d+)/export\.(?P<kind>docx|xlsx)$", plans.export, name="export"),
]
