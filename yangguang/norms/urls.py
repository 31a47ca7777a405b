app_name = "norms"
urlpatterns: list = []
