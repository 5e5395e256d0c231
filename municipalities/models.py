"""Places as INEGI names and numbers them."""

from django.db import models


class State(models.Model):
    """One of Mexico's 32 federal entities."""

    code = models.CharField(max_length=2, primary_key=True, help_text="INEGI: CVE_ENT, '14'")
    name = models.CharField(max_length=80, unique=True)
    short_name = models.CharField(max_length=40)
    abbreviation = models.CharField(max_length=10)
    iso_code = models.CharField(max_length=6, help_text="ISO 3166-2: 'MX-JAL'")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.short_name


class Region(models.Model):
    """A planning region of a state, as the state numbers it."""

    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="regions")
    number = models.CharField(max_length=2)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["state", "number"]
        constraints = [
            models.UniqueConstraint(fields=["state", "number"], name="region_number_once_per_state")
        ]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality: the place, not its government (that is an ``entities.Entity``)."""

    code = models.CharField(max_length=5, primary_key=True, help_text="INEGI: CVEGEO, '14001'")
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="municipalities")
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="municipalities", null=True, blank=True
    )
    name = models.CharField(max_length=100)
    seat = models.CharField(max_length=100, blank=True)
    population = models.PositiveIntegerField(null=True, help_text="Census of 2020")
    dwellings = models.PositiveIntegerField(null=True, help_text="Inhabited, census of 2020")
    latitude = models.FloatField(null=True, help_text="Point of reference, not a centroid")
    longitude = models.FloatField(null=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "municipalities"

    def __str__(self) -> str:
        return self.name
