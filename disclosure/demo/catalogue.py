"""What demonstration works are made of: kinds of work, names, funds. None of it is real.

Unit costs and quantities are orders of magnitude that make the amounts believable; they are not
figures of any public body.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of public work, with the words and the size that such works have."""

    title: str  # with {place} and, where there are several, {name}
    type: str  # projectType
    sectors: tuple[str, ...]  # projectSector, the parent first
    purpose: str
    scope: str  # with {quantity} and {unit}
    unit: str
    quantity: tuple[int, int]
    unit_cost: tuple[int, int]  # MXN, before tax
    benefit: str
    names: tuple[str, ...] = ()


ROADS = (
    "Carretera Estatal 401",
    "Carretera a La Cofradía",
    "Carretera Vieja a Sayula",
    "Carretera a Las Juntas",
)
SCHOOLS = ("Benito Juárez", "Niños Héroes", "Josefa Ortiz de Domínguez", "Mariano Otero")
STREETS = ("Hidalgo", "Morelos", "Independencia", "Reforma", "Zaragoza", "Constitución")

STATE_WORKS = (
    Kind(
        "Rehabilitación de la {name} en {place}",
        "rehabilitation",
        ("transport", "transport.road"),
        "Recuperar la seguridad y el tiempo de recorrido en una vía con daños en su superficie.",
        "Fresado y carpeta asfáltica en {quantity} {unit}, con obras de drenaje y señalamiento.",
        "kilómetros",
        (4, 22),
        (4_200_000, 7_800_000),
        "Menos tiempo de traslado y menos accidentes en la vía.",
        ROADS,
    ),
    Kind(
        "Construcción de puente vehicular en la {name}, {place}",
        "construction",
        ("transport", "transport.road"),
        "Dar paso seguro en temporada de lluvias a las localidades al otro lado del río.",
        "Puente de concreto presforzado de {quantity} {unit}, con accesos y protección marginal.",
        "metros",
        (30, 120),
        (420_000, 690_000),
        "Paso seguro todo el año para las localidades vecinas.",
        ROADS,
    ),
    Kind(
        "Ampliación de la clínica de primer nivel de {place}",
        "expansion",
        ("health",),
        "Atender en el municipio a pacientes que hoy viajan a la capital del estado.",
        "Construcción y equipamiento de {quantity} {unit} de consulta, urgencias y laboratorio.",
        "metros cuadrados",
        (600, 2_400),
        (19_000, 31_000),
        "Consultas y urgencias más cerca de la población.",
    ),
    Kind(
        "Corredor de movilidad no motorizada {place}",
        "construction",
        ("transport", "transport.urban", "transport.lowCarbon"),
        "Ofrecer una ruta protegida para caminar y pedalear entre los barrios y el centro.",
        "Ciclovía y banquetas accesibles en {quantity} {unit}, con arbolado y alumbrado.",
        "kilómetros",
        (3, 12),
        (6_500_000, 11_000_000),
        "Traslados seguros a pie y en bicicleta.",
    ),
    Kind(
        "Sustitución del módulo deportivo estatal de {place}",
        "replacement",
        ("cultureSportsAndRecreation",),
        "Reponer instalaciones deportivas dañadas que ya no cumplen las normas de seguridad.",
        "Demolición y reposición de {quantity} {unit} de canchas, pista y servicios.",
        "metros cuadrados",
        (2_000, 9_000),
        (4_500, 7_500),
        "Espacio deportivo abierto a escuelas y colonias.",
    ),
)

SCHOOL_WORKS = (
    Kind(
        "Techumbre del patio cívico de la primaria {name}, {place}",
        "expansion",
        ("education",),
        "Proteger del sol y la lluvia las actividades escolares al aire libre.",
        "Estructura metálica y cubierta de {quantity} {unit}, con iluminación y bajantes.",
        "metros cuadrados",
        (300, 900),
        (3_800, 5_600),
        "Alumnado protegido durante actividades cívicas y deportivas.",
        SCHOOLS,
    ),
    Kind(
        "Construcción de aulas en la secundaria {name}, {place}",
        "construction",
        ("education",),
        "Evitar grupos saturados y turnos en espacios provisionales.",
        "Construcción de {quantity} {unit} con instalaciones, mobiliario y andadores accesibles.",
        "aulas",
        (3, 12),
        (1_150_000, 1_750_000),
        "Grupos de tamaño adecuado y aulas dignas.",
        SCHOOLS,
    ),
    Kind(
        "Rehabilitación de sanitarios y red eléctrica de la preparatoria {name}, {place}",
        "rehabilitation",
        ("education",),
        "Corregir riesgos eléctricos y sanitarios señalados por la comunidad escolar.",
        "Rehabilitación de {quantity} {unit} de núcleos sanitarios y de la instalación eléctrica.",
        "metros cuadrados",
        (120, 480),
        (11_000, 17_000),
        "Instalaciones seguras para estudiantes y docentes.",
        SCHOOLS,
    ),
    Kind(
        "Laboratorio de cómputo y ciencias del plantel {name}, {place}",
        "construction",
        ("education", "communications"),
        "Dar a estudiantes acceso a prácticas de ciencias y a internet.",
        "Edificio de {quantity} {unit} con laboratorio, red de datos y equipo.",
        "metros cuadrados",
        (180, 520),
        (18_500, 26_000),
        "Prácticas de ciencias y conectividad en el plantel.",
        SCHOOLS,
    ),
)

WATER_WORKS = (
    Kind(
        "Planta de tratamiento de aguas residuales de {place}",
        "construction",
        ("waterAndWaste",),
        "Dejar de verter agua residual sin tratar al río.",
        "Planta con capacidad de {quantity} {unit}, colectores de llegada y manejo de lodos.",
        "litros por segundo",
        (15, 90),
        (1_100_000, 1_700_000),
        "Río más limpio y agua tratada para riego.",
    ),
    Kind(
        "Línea de conducción y tanque de agua potable en {place}",
        "expansion",
        ("waterAndWaste",),
        "Llevar agua a colonias que hoy la reciben por pipa.",
        "Tubería de {quantity} {unit}, tanque superficial y equipo de bombeo.",
        "kilómetros",
        (3, 16),
        (2_900_000, 4_400_000),
        "Agua entubada con servicio diario.",
    ),
    Kind(
        "Rectificación y bordos de protección del arroyo en {place}",
        "rehabilitation",
        ("naturalResources", "naturalResources.floodProtection"),
        "Proteger de inundaciones a las viviendas de la ribera.",
        "Desazolve, bordos y gaviones en {quantity} {unit} de cauce.",
        "kilómetros",
        (2, 9),
        (3_200_000, 5_100_000),
        "Menor riesgo de inundación para la población ribereña.",
    ),
    Kind(
        "Reequipamiento con energía solar del pozo profundo de {place}",
        "replacement",
        ("waterAndWaste", "energy", "energy.solar"),
        "Bajar el costo de la energía con que se extrae el agua.",
        "Sustitución de equipo de bombeo y {quantity} {unit} de paneles solares.",
        "kilowatts",
        (60, 260),
        (36_000, 52_000),
        "Servicio de agua más barato y continuo.",
    ),
)

TOWN_WORKS = (
    Kind(
        "Empedrado ahogado en cemento de la calle {name}, {place}",
        "rehabilitation",
        ("transport", "transport.urban"),
        "Dar paso seguro a peatones y vehículos en una calle de terracería.",
        "Empedrado, banquetas y guarniciones en {quantity} {unit}.",
        "metros cuadrados",
        (900, 5_200),
        (1_050, 1_650),
        "Calle transitable todo el año y banquetas accesibles.",
        STREETS,
    ),
    Kind(
        "Línea de agua potable y drenaje en la calle {name}, {place}",
        "replacement",
        ("waterAndWaste",),
        "Reponer tuberías con fugas y descargas a cielo abierto.",
        "Reposición de {quantity} {unit} de red, tomas y descargas domiciliarias.",
        "metros",
        (350, 2_400),
        (2_300, 3_900),
        "Servicio de agua sin fugas y drenaje sanitario.",
        STREETS,
    ),
    Kind(
        "Rehabilitación del mercado municipal de {place}",
        "rehabilitation",
        ("economy",),
        "Mejorar la higiene y la seguridad de locatarios y clientes.",
        "Instalaciones, cubierta y pisos en {quantity} {unit}.",
        "metros cuadrados",
        (700, 3_100),
        (5_200, 9_400),
        "Locatarios y clientes con instalaciones seguras.",
    ),
    Kind(
        "Unidad deportiva y parque lineal de {place}",
        "construction",
        ("cultureSportsAndRecreation",),
        "Recuperar un terreno baldío como espacio público.",
        "Canchas, andadores, juegos y arbolado en {quantity} {unit}.",
        "metros cuadrados",
        (1_800, 7_500),
        (1_600, 2_900),
        "Espacio público seguro para convivir y hacer deporte.",
    ),
    Kind(
        "Mejoramiento de viviendas en zonas de atención prioritaria de {place}",
        "rehabilitation",
        ("socialHousing",),
        "Reducir el rezago en la calidad y los espacios de la vivienda.",
        "Piso firme, techo y cuarto adicional en {quantity} {unit}.",
        "viviendas",
        (25, 110),
        (88_000, 145_000),
        "Familias con vivienda en mejores condiciones.",
    ),
    Kind(
        "Ampliación de oficinas de atención ciudadana de {place}",
        "expansion",
        ("governance",),
        "Reunir en un lugar accesible los trámites del ayuntamiento.",
        "Ampliación de {quantity} {unit} con rampas, elevador y mobiliario.",
        "metros cuadrados",
        (180, 760),
        (12_500, 18_000),
        "Trámites en un solo lugar accesible.",
    ),
    Kind(
        "Alumbrado público LED del centro de {place}",
        "replacement",
        ("energy",),
        "Iluminar las calles y bajar el gasto en energía.",
        "Sustitución de {quantity} {unit} y su instalación eléctrica.",
        "luminarias",
        (180, 1_300),
        (7_200, 10_800),
        "Calles iluminadas y menor gasto de energía.",
    ),
)

# Who carries out which kinds. A town council's works are TOWN_WORKS.
WORKS_OF = {"siop": STATE_WORKS, "infejal": SCHOOL_WORKS, "cea": WATER_WORKS}

# The town councils of the demonstration, in the order in which they get works: one that shows a
# small council at work comes back more often.
TOWNS = (
    "tamazula-de-gordiano",
    "guadalajara",
    "zapopan",
    "tamazula-de-gordiano",
    "tamazula-de-gordiano",
    "tlajomulco-de-zuniga",
    "zapotlan-el-grande",
    "tamazula-de-gordiano",
    "puerto-vallarta",
    "lagos-de-moreno",
    "tepatitlan-de-morelos",
    "tonala",
    "autlan-de-navarro",
    "ocotlan",
    "colotlan",
)

# Contractors: invented, and each says so in its name.
CONTRACTORS = (
    "Construcciones Ejemplo de Occidente, S.A. de C.V.",
    "Ingeniería Ejemplo del Bajío, S.A. de C.V.",
    "Caminos y Puentes Ejemplo, S.A. de C.V.",
    "Grupo Constructor Ejemplo Altos de Jalisco, S.A. de C.V.",
    "Edificaciones Ejemplo del Valle, S. de R.L. de C.V.",
    "Hidráulica Ejemplo de la Costa, S.A. de C.V.",
    "Terracerías Ejemplo Sierra, S.A. de C.V.",
    "Desarrollos Ejemplo Chapala, S.A. de C.V.",
    "Urbanizadora Ejemplo Minerva, S.A. de C.V.",
    "Obras Civiles Ejemplo Tequila, S. de R.L. de C.V.",
    "Infraestructura Ejemplo Nevado, S.A. de C.V.",
    "Pavimentos Ejemplo Guadalupana, S.A. de C.V.",
)
SUPERVISORS = (
    "Supervisión y Control Ejemplo, S.C.",
    "Laboratorio de Calidad Ejemplo, S.A. de C.V.",
    "Consultoría Ejemplo en Obra Pública, S.C.",
)
DESIGNERS = ("Proyectos Ejemplo Arquitectos, S.C.", "Estudios y Diseño Ejemplo, S.A. de C.V.")
LEADERS = (
    "Laura Ejemplo Ramírez",
    "José Ejemplo Navarro",
    "Patricia Ejemplo Gómez",
    "Miguel Ejemplo Torres",
    "Adriana Ejemplo Castillo",
    "Ricardo Ejemplo Padilla",
)

# Fund, its origin in Jalisco's standard (data point 12), the level of government that gives it.
STATE_FUNDS = (
    ("FISE", "Fondo de Infraestructura Social para las Entidades", "federal"),
    (
        "FAFEF",
        "Fondo de Aportaciones para el Fortalecimiento de las Entidades Federativas",
        "federal",
    ),
    ("RE", "Recursos estatales de libre disposición", "estatal"),
)
SCHOOL_FUNDS = (
    ("FAM", "Fondo de Aportaciones Múltiples", "federal"),
    ("RE", "Recursos estatales para infraestructura educativa", "estatal"),
)
TOWN_FUNDS = (
    ("FAISMUN", "Fondo de Aportaciones para la Infraestructura Social Municipal", "federal"),
    ("FORTAMUN", "Fondo de Aportaciones para el Fortalecimiento de los Municipios", "federal"),
    ("FOCOCI", "Fondo Común Concursable para la Infraestructura", "estatal"),
    ("RM", "Recursos municipales propios", "municipal"),
)
