from django.urls import path, re_path

from .views import accounts, campaigns, coverage, filings, imports, messages, office

app_name = "newmedia"
urlpatterns = [
    path("", accounts.accounts, name="accounts"),
    re_path(r"^accounts\.(?P<form>csv|xlsx)$", accounts.export, name="export"),
    path("<int:pk>/", accounts.account, name="account"),
    path("<int:pk>/<slug:what>/act/", accounts.act, name="account-act"),
    path("<int:pk>/change/", filings.change, name="change"),
    path("<int:pk>/end/", filings.end, name="end"),
    path("posts/<int:pk>/<slug:what>/", accounts.post_act, name="post-act"),
    path("open/", filings.begin, name="open"),
    path("filings/", filings.filings, name="filings"),
    re_path(r"^filings/list\.(?P<form>csv|xlsx)$", filings.export, name="filings-export"),
    path("filings/<int:pk>/", filings.filing, name="filing"),
    path("filings/<int:pk>/edit/", filings.edit, name="filing-edit"),
    path("filings/<int:pk>/notice.docx", filings.notice, name="filing-notice"),
    path("filings/<int:pk>/<slug:what>/", filings.act, name="filing-act"),
    path("messages/", messages.messages_list, name="messages"),
    re_path(r"^messages/list\.(?P<form>csv|xlsx)$", messages.export, name="messages-export"),
    path("messages/write/", messages.write, name="write"),
    path("messages/pack/", messages.pack, name="pack"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("messages/<int:pk>/edit/", messages.edit, name="message-edit"),
    re_path(r"^messages/(?P<pk>\d{1,12})/(?P<name>card|qr)\.png$", messages.picture, name="picture"),
    path("messages/<int:pk>/<slug:what>/", messages.act, name="message-act"),
    path("coverage/", coverage.coverage_page, name="coverage"),
    re_path(r"^coverage\.(?P<form>csv|xlsx)$", coverage.export, name="coverage-export"),
    path("sightings/", office.sightings, name="sightings"),
    path("sightings/<int:pk>/settle/", office.settle, name="settle"),
    path("platforms/", office.platforms, name="platforms"),
    path("platforms/<int:pk>/", office.platform, name="platform"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    re_path(
        r"^campaigns/(?P<pk>\d{1,12})/list\.(?P<form>csv|xlsx)$", campaigns.export, name="campaign-export"
    ),
    path("campaigns/<int:pk>/end/", campaigns.end, name="campaign-end"),
    path("campaigns/entries/<int:pk>/<slug:what>/", campaigns.act, name="entry-act"),
    path("import/", imports.upload, name="upload"),
    path("import/template/<slug:kind>/", imports.template, name="template"),
    path("import/<int:pk>/", imports.received, name="import"),
    path("import/<int:pk>/faults/", imports.faults, name="import-faults"),
    path("import/<int:pk>/<slug:what>/", imports.act, name="import-act"),
]
