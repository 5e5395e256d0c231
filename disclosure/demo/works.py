"""The facts of an invented work, decided once from its number; the same for every moment of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from disclosure.demo import catalogue
from disclosure.demo.catalogue import Kind
from entities.models import Entity
from municipalities.models import Municipality

SEED = "costjalisco-demo-1"
TAX = 1.16
# From these amounts (before tax) on, works are tendered by invitation and openly. Orders of
# magnitude of the thresholds in force from 2024 to 2026, which change every year.
INVITATION_FROM, OPEN_FROM = 3_000_000, 10_857_000

# When the works of each status began to be built: first and last possible day.
BUILT_FROM = {
    "identification": (date(2026, 10, 1), date(2026, 11, 15)),
    "preparation": (date(2026, 7, 15), date(2026, 9, 30)),
    "implementation": (date(2025, 9, 1), date(2026, 5, 31)),
    "completion": (date(2023, 6, 1), date(2025, 5, 31)),
    "maintenance": (date(2022, 10, 15), date(2023, 5, 31)),
    "decommissioning": (date(2022, 9, 15), date(2022, 12, 15)),
    "decommissioned": (date(2022, 9, 15), date(2022, 12, 15)),
    "cancelled": (date(2023, 3, 1), date(2024, 6, 30)),
}


@dataclass(frozen=True)
class Contract:
    """A contract of a work. Amounts are MXN with tax."""

    nature: str  # contractNature
    method: str
    modality: str
    bidders: tuple[str, ...]  # the first one won
    amount: float
    extra_amount: float  # agreed later; 0 if nothing changed
    start: date
    days: int
    extra_days: int

    @property
    def end(self) -> date:
        return self.start + timedelta(days=self.days)

    @property
    def final_end(self) -> date:
        return self.end + timedelta(days=self.extra_days)

    @property
    def final_amount(self) -> float:
        return round(self.amount + self.extra_amount, 2)


@dataclass(frozen=True)
class Work:
    """An invented work."""

    number: int
    local_id: str
    entity: Entity
    place: Municipality
    longitude: float
    latitude: float
    street: str
    kind: Kind
    title: str
    type: str
    status: str  # the last one that it gets to
    quantity: int
    people: int
    leader: str
    budget: float  # MXN with tax, everything included
    funds: tuple[tuple[str, str, str, float], ...]  # code, name, origin, MXN
    identified: date
    contracts: tuple[Contract, ...]  # none: the body built it with its own staff
    has_impact_study: bool
    diligence: float  # share of the documents that its people get to publish

    @property
    def built_from(self) -> date:
        return self.identified + timedelta(days=240)

    @property
    def built_to(self) -> date:
        return max((c.final_end for c in self.contracts), default=self.planned_end)

    @property
    def planned_end(self) -> date:
        return max((c.end for c in self.contracts), default=self.built_from + timedelta(days=120))


def work(number: int, *, entity: Entity, status: str, places: list[Municipality]) -> Work:
    """The work of this number: always the same for the same arguments."""
    random = Random(f"{SEED}-{number}")  # noqa: S311
    place = entity.municipality or random.choice(places)
    kind = random.choice(catalogue.WORKS_OF.get(entity.slug, catalogue.TOWN_WORKS))
    quantity = random.randint(*kind.quantity)
    net = round(quantity * random.randint(*kind.unit_cost), -3)
    first, last = BUILT_FROM[status]
    built_from = first + timedelta(days=random.randint(0, (last - first).days))
    by_own_staff = kind in catalogue.TOWN_WORKS and net < INVITATION_FROM and random.random() < 0.2
    contracts = () if by_own_staff else _contracts(random, net, built_from)
    committed = sum(c.amount for c in contracts) or net * TAX
    budget = round(committed * random.uniform(1.02, 1.06), 2)
    title = kind.title.format(
        place=place.name, name=random.choice(kind.names) if kind.names else ""
    )
    retires = status in ("decommissioning", "decommissioned")
    assert place.longitude is not None
    assert place.latitude is not None
    identified = built_from - timedelta(days=240)
    return Work(
        number=number,
        local_id=f"demo-{entity.slug}-{identified.year}-{number + 1:04d}",
        entity=entity,
        place=place,
        longitude=round(place.longitude + random.uniform(-0.012, 0.012), 5),
        latitude=round(place.latitude + random.uniform(-0.012, 0.012), 5),
        street=f"Calle {random.choice(catalogue.STREETS)} {random.randint(10, 900)}",
        kind=kind,
        title=f"Obra provisional y su retiro: {title}" if retires else title,
        type="decommissioning" if retires else kind.type,
        status=status,
        quantity=quantity,
        people=random.randint(300, max(1_200, (place.population or 20_000) // 6)),
        leader=random.choice(catalogue.LEADERS),
        budget=budget,
        funds=_funds(random, entity, budget),
        identified=identified,
        contracts=contracts,
        has_impact_study=random.random() < 0.8,
        diligence=random.choice((0.55, 0.75, 0.9, 1.0)),
    )


def _contracts(random: Random, net: float, built_from: date) -> tuple[Contract, ...]:
    """The building contract, and for larger works those of its design and its supervision."""
    days = random.choice((90, 120, 150, 180, 240))
    building = _contract(random, "construction", catalogue.CONTRACTORS, net, built_from, days)
    found = [building]
    if net >= INVITATION_FROM:
        fee = round(net * 0.035, -2)
        watched = days + building.extra_days
        found.append(
            _contract(random, "supervision", catalogue.SUPERVISORS, fee, built_from, watched, False)
        )
    if net >= OPEN_FROM:
        fee = round(net * 0.025, -2)
        before = built_from - timedelta(days=130)
        found.append(_contract(random, "design", catalogue.DESIGNERS, fee, before, 75, False))
    return tuple(found)


def _contract(
    random: Random,
    nature: str,
    firms: tuple[str, ...],
    net: float,
    start: date,
    days: int,
    changes: bool = True,
) -> Contract:
    if net >= OPEN_FROM:
        method, modality, invited = "open", "Licitación pública", random.randint(3, 6)
    elif net >= INVITATION_FROM:
        method, modality, invited = "selective", "Concurso simplificado sumario", 3
    else:
        method, modality, invited = "direct", "Adjudicación directa", 1
    amount = round(net * TAX * random.uniform(0.93, 0.995), 2)
    grows = changes and random.random() < 0.45
    takes_longer = changes and random.random() < 0.5
    return Contract(
        nature=nature,
        method=method,
        modality=modality,
        bidders=tuple(random.sample(firms, min(invited, len(firms)))),
        amount=amount,
        extra_amount=round(amount * random.uniform(0.02, 0.18), 2) if grows else 0.0,
        start=start,
        days=days,
        extra_days=random.choice((15, 30, 45, 60)) if takes_longer else 0,
    )


def _funds(
    random: Random, entity: Entity, budget: float
) -> tuple[tuple[str, str, str, float], ...]:
    """One or two funds whose amounts add up to the budget."""
    known = {"siop": catalogue.STATE_FUNDS, "cea": catalogue.STATE_FUNDS}.get(
        entity.slug, catalogue.SCHOOL_FUNDS if entity.slug == "infejal" else catalogue.TOWN_FUNDS
    )
    chosen = random.sample(known, random.choice((1, 2)))
    if len(chosen) == 1:
        return ((*chosen[0], budget),)
    first = round(budget * random.choice((0.5, 0.6, 0.75)), 2)
    return ((*chosen[0], first), (*chosen[1], round(budget - first, 2)))
