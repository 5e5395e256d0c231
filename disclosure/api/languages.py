"""In which language a client is answered: sentences follow ``Accept-Language``, data never does."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

_OFFERED = {code[:2]: code for code, _name in settings.LANGUAGES}


def speak(request: HttpRequest) -> None:
    """Answer this request in the first language of its header that the portal speaks."""
    header = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    wanted = (_OFFERED.get(code[:2]) for code, _weight in parse_accept_lang_header(header))
    translation.activate(next(filter(None, wanted), settings.LANGUAGE_CODE))


def two_letters() -> str:
    """The language being spoken, as the standard's texts name it: "es" or "en"."""
    return (translation.get_language() or settings.LANGUAGE_CODE)[:2]
