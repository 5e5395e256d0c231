"""The pages of those who review and publish: /revision/…"""

from django.urls import path

from disclosure.views import review, review_removal, together

app_name = "review"
urlpatterns = [
    path("", review.waiting, name="list"),
    path("publicar/", together.publish, name="publish-many"),
    path("<oc4ids:oc4ids_id>/", review.detail, name="detail"),
    path("<oc4ids:oc4ids_id>/publicar/", review.publish, name="publish"),
    path("<oc4ids:oc4ids_id>/devolver/", review.give_back, name="return"),
    path("<oc4ids:oc4ids_id>/retirar/", review_removal.withdraw, name="withdraw"),
    path("<oc4ids:oc4ids_id>/suprimir/", review_removal.redact, name="redact"),
]
