from django.urls import path, re_path

from .views import confirming, importing, issuing, plans

app_name = "workplan"
urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/upload/", importing.upload, name="upload"),
    path("plans/sample/", importing.use_sample, name="use-sample"),
    path("plans/sample/file/", importing.sample_file, name="sample-file"),
    path("plans/imports/<int:pk>/", importing.preview, name="preview"),
    path("plans/imports/<int:pk>/original/", importing.original, name="original"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/tasks/<int:number>/", plans.task, name="task"),
    path("plans/<int:pk>/units/", plans.units, name="units"),
    path("plans/<int:pk>/units/<int:unit>/", plans.unit, name="unit"),
    path("plans/<int:pk>/confirm/", confirming.confirm, name="confirm"),
    path("plans/questions/<int:pk>/", confirming.answer, name="answer"),
    path("plans/<int:pk>/issue/", issuing.issue, name="issue"),
    path("plans/<int:pk>/expand/", issuing.expand, name="expand"),
    re_path(r"^plans/(?P<pk>\d+)/(?P<what>close|show|hide)/$", issuing.change, name="change"),
    re_path(r"^plans/(?P<pk>\d+)/export\.(?P<kind>docx|xlsx)$", plans.export, name="export"),
]
