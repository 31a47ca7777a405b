from django.urls import path

from . import views

app_name = "operations"
urlpatterns = [
    path("audit/", views.audit_log, name="audit"),
    path("audit/verify/", views.audit_verify, name="audit-verify"),
    path("audit/<int:seq>/", views.audit_entry, name="audit-entry"),
    path("calendar/", views.calendar, name="calendar"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<str:code>/run/", views.run_job, name="run-job"),
]
