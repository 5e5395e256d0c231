"""Static files under hashed names, so that they can be cached for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    # A page with a file missing from the manifest is better than an error page.
    manifest_strict = False
