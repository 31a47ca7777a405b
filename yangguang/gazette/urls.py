from django.urls import path

from .views import issues, norms, office, old

app_name = "gazette"
urlpatterns = [
    path("gazette/", issues.issues, name="issues"),
    path("gazette/new/", issues.begin, name="begin"),
    path("gazette/old/new/", old.bring_in, name="bring-in"),
    path("gazette/norms/", norms.norms, name="norms"),
    path("gazette/norms/leave-out/", norms.leave_out, name="leave-out"),
    path("gazette/settings/", office.settings, name="settings"),
    path("gazette/<int:pk>/", issues.issue, name="issue"),
    path("gazette/<int:pk>/do/<str:what>/", issues.act, name="act"),
    path("gazette/<int:pk>/proof.pdf", issues.proof_file, name="proof-file"),
    path("gazette/<int:pk>/articles/<int:article>/", issues.article, name="article"),
    path("gazette/<int:pk>/cut/", old.cut, name="cut"),
]
