"""Addresses: the public site at the root, the workbench (工作台) under /desk/."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("yangguang.organisations.urls")),
    path("desk/", include("yangguang.duties.urls")),
    path("desk/", include("yangguang.workplan.urls")),
    path("desk/measure/", include("yangguang.workplan.measuring.urls")),
    path("desk/", include("yangguang.operations.urls")),
    path("desk/", include("yangguang.checking.urls")),
    path("desk/", include("yangguang.search.urls")),
    path("desk/", include("yangguang.catalog.urls")),
    path("desk/", include("yangguang.publications.urls")),
    path("desk/", include("yangguang.gazette.urls")),
    path("desk/planning/", include("yangguang.planning.urls")),
    path("desk/", include("yangguang.registers.urls")),
    path("desk/", include("yangguang.norms.urls")),
    path("desk/requests/", include("yangguang.foi.urls")),
    path("desk/finding/", include("yangguang.finding.urls")),
    path("desk/inspection/", include("yangguang.inspection.urls")),
    path("desk/policy/", include("yangguang.policy.urls")),
    path("desk/", include("yangguang.knowledge.urls")),
    path("desk/media/", include("yangguang.newmedia.urls")),
    path("", include("yangguang.delivery.urls")),
    path("", include("yangguang.portal.urls")),
]

handler400 = "yangguang.core.views.bad_request"
handler403 = "yangguang.core.views.forbidden"
handler404 = "yangguang.core.views.not_found"
handler500 = "yangguang.core.views.server_error"
