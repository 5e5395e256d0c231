"""What the API page would be with serializers: documents parsed, represented, rendered again.

With the portal's settings, database and middleware (``bench.drf_wsgi``).
"""

from django.urls import path
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import JSONRenderer

from disclosure.models import Revision
from disclosure.standard.model import standard


def _fields() -> dict[str, serializers.Field]:
    return {name: serializers.JSONField(required=False) for name in standard().project.children}


DocumentSerializer = type("DocumentSerializer", (serializers.Serializer,), _fields())


class RevisionSerializer(serializers.ModelSerializer[Revision]):
    document = DocumentSerializer(source="parsed")

    class Meta:
        model = Revision
        fields = ["number", "published_at", "document"]


class Pages(PageNumberPagination):
    page_size = 100
    page_size_query_param = "page_size"


class Projects(ListAPIView[Revision]):
    queryset = Revision.objects.filter(project__is_quarantined=False).order_by("-published_at")
    serializer_class = RevisionSerializer
    renderer_classes = [JSONRenderer]
    pagination_class = Pages


urlpatterns = [path("projects/", Projects.as_view())]
