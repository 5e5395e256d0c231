"""What examining a document can say, in Spanish and in English: code → (severity, es, en).

Templates only. Every one may use {where} (the place in words, ending with the title of the field)
and {value}; the rest are the params of the finding. Values are never templates.
"""

from typing import Final

_STRUCTURE: Final[dict[str, tuple[str, str, str]]] = {
    "missing": (
        "error",
        "Falta «{where}», que es obligatorio. Agréguelo.",
        "“{where}” is missing and is required. Add it.",
    ),
    "null": (
        "error",
        "«{where}» tiene un valor nulo (null). Si no se conoce el dato, quite el campo; "
        "si se conoce, escríbalo.",
        "“{where}” is null. If it is not known, remove the field; if it is, write it.",
    ),
    "not-text": (
        "error",
        "«{where}» debe ser un texto y es {found}. Escríbalo entre comillas.",
        "“{where}” must be a text and is {found}. Write it in quotes.",
    ),
    "not-number": (
        "error",
        "«{where}» debe ser un número y es {found}. Escríbalo sin comillas, sin signo de pesos "
        "y sin comas de millares.",
        "“{where}” must be a number and is {found}. Write it without quotes, currency signs "
        "or thousands separators.",
    ),
    "not-integer": (
        "error",
        "«{where}» debe ser un número entero y es {value}. Escríbalo sin comillas ni decimales.",
        "“{where}” must be a whole number and is {value}. Write it without quotes or decimals.",
    ),
    "not-boolean": (
        "error",
        "«{where}» debe ser verdadero o falso y es {found}. Escriba true o false, sin comillas.",
        "“{where}” must be true or false and is {found}. Write true or false without quotes.",
    ),
    "not-object": (
        "error",
        "«{where}» debe ser un grupo de campos (entre llaves) y es {found}. "
        "Escriba dentro los campos que le corresponden.",
        "“{where}” must be a group of fields (in braces) and is {found}. "
        "Write the fields that belong to it inside.",
    ),
    "not-list": (
        "error",
        "«{where}» debe ser una lista (entre corchetes) y es {found}. "
        "Póngalo entre corchetes, aunque sea un solo elemento.",
        "“{where}” must be a list (in square brackets) and is {found}. "
        "Put it in brackets, even if there is only one item.",
    ),
    "not-text-or-number": (
        "error",
        "«{where}» debe ser un texto o un número y es {found}. Corríjalo.",
        "“{where}” must be a text or a number and is {found}. Correct it.",
    ),
    "not-position": (
        "error",
        "«{where}» debe ser un número o una lista de números y es {found}. "
        "Escriba las coordenadas como números: [longitud, latitud].",
        "“{where}” must be a number or a list of numbers and is {found}. "
        "Write the coordinates as numbers: [longitude, latitude].",
    ),
    "text-empty": (
        "error",
        "«{where}» está vacío. Escriba el dato o quite el campo.",
        "“{where}” is empty. Write it or remove the field.",
    ),
    "list-empty": (
        "error",
        "«{where}» es una lista sin elementos. Agregue al menos uno o quite el campo.",
        "“{where}” is a list without items. Add at least one or remove the field.",
    ),
    "object-empty": (
        "error",
        "«{where}» no tiene ningún dato dentro. Agregue al menos uno o quítelo.",
        "“{where}” has nothing inside. Add something or remove it.",
    ),
    "items-repeated": (
        "error",
        "«{where}» tiene elementos repetidos, iguales en todo. Deje uno solo de cada uno.",
        "“{where}” has items that are exactly the same. Keep only one of each.",
    ),
    "date-invalid": (
        "error",
        "«{where}» no es una fecha válida: {value}. Escríbala con hora y zona horaria, "
        "como 2024-05-31T00:00:00-06:00.",
        "“{where}” is not a valid date: {value}. Write it with time and time zone, "
        "such as 2024-05-31T00:00:00-06:00.",
    ),
    "url-invalid": (
        "error",
        "«{where}» no es una dirección de internet válida: {value}. Debe empezar con https:// "
        "(o http://) y no llevar espacios ni acentos.",
        "“{where}” is not a valid web address: {value}. It must start with https:// "
        "(or http://) and have no spaces or accents.",
    ),
    "email-invalid": (
        "error",
        "«{where}» no es un correo electrónico: {value}. Debe llevar una arroba (@).",
        "“{where}” is not an e-mail address: {value}. It must contain an at sign (@).",
    ),
    "number-too-small": (
        "error",
        "«{where}» no puede ser menor que {minimum} y es {value}. Corríjalo.",
        "“{where}” cannot be less than {minimum} and is {value}. Correct it.",
    ),
    "code-not-allowed": (
        "error",
        "«{where}» tiene un código que no existe en la lista «{codelist}»: {value}. "
        "Esta lista es cerrada: use uno de sus códigos.",
        "“{where}” has a code that is not in the list “{codelist}”: {value}. "
        "This list is closed: use one of its codes.",
    ),
    "too-deep": (
        "error",
        "El documento tiene demasiados niveles, unos dentro de otros, y no se puede revisar. "
        "Quite los niveles que sobran.",
        "The document has too many levels inside one another and cannot be checked. "
        "Remove the levels that are not needed.",
    ),
}

_PACKAGE: Final[dict[str, tuple[str, str, str]]] = {
    "not-package": (
        "error",
        "El archivo debe ser un paquete de proyectos (entre llaves) y es {found}. "
        "Ponga los proyectos en «projects», con los datos del paquete.",
        "The file must be a package of projects (in braces) and is {found}. "
        "Put the projects in “projects”, together with the data of the package.",
    ),
    "version-invalid": (
        "error",
        "La versión del estándar no está bien escrita: {value}. Escriba la versión mayor y menor.",
        "The version of the standard is badly written: {value}. Write major and minor version.",
    ),
    "version-unknown": (
        "error",
        "El paquete dice que usa la versión {value} del estándar, que no es la de este portal. "
        "Revise que los datos sigan OC4IDS {expected_version} y corrija la versión.",
        "The package says that it uses version {value} of the standard, which is not this "
        "portal's. Check that the data follow OC4IDS {expected_version} and correct the version.",
    ),
    "project-repeated": (
        "error",
        "El identificador {value} está en dos proyectos del paquete: aquí y en «{place}». "
        "Deje uno solo o dé a cada proyecto su identificador.",
        "The identifier {value} is in two projects of the package: here and in “{place}”. "
        "Keep one of them or give each project its own identifier.",
    ),
    "package-incomplete": (
        "advice",
        "Falta «{where}». No es obligatorio, pero quien use los datos lo necesita: agréguelo.",
        "“{where}” is missing. It is not required, but those who use the data need it: add it.",
    ),
}

_IDENTIFIERS: Final[dict[str, tuple[str, str, str]]] = {
    "project-id-prefix": (
        "error",
        "El identificador del proyecto, {value}, debe empezar con {prefix}- y seguir con la clave "
        "del proyecto. Corríjalo.",
        "The project identifier, {value}, must start with {prefix}- followed by the project's own "
        "key. Correct it.",
    ),
    "project-id-form": (
        "error",
        "El identificador del proyecto, {value}, debe empezar con el prefijo registrado (oc4ids-, "
        "seis letras o números y un guion) y seguir con la clave del proyecto. Corríjalo.",
        "The project identifier, {value}, must start with the registered prefix (oc4ids-, six "
        "letters or digits and a hyphen) followed by the project's own key. Correct it.",
    ),
    "id-repeated": (
        "error",
        "«{where}» repite el identificador {value}, que ya está en «{place}». "
        "Dé a cada elemento su propio identificador o quite el repetido.",
        "“{where}” repeats the identifier {value}, which is already in “{place}”. "
        "Give each item its own identifier or remove the repeated one.",
    ),
    "id-missing": (
        "warning",
        "Falta «{where}». Sin identificador no se puede saber qué cambió de este elemento: "
        "agréguelo.",
        "“{where}” is missing. Without an identifier, changes to this item cannot be followed: "
        "add it.",
    ),
}

_REFERENCES: Final[dict[str, tuple[str, str, str]]] = {
    "party-not-found": (
        "error",
        "«{where}» menciona a la organización {value}, que no está entre los participantes. "
        "Agréguela a los participantes con ese identificador, o corrija el identificador.",
        "“{where}” mentions the organization {value}, which is not among the parties. "
        "Add it to the parties with that identifier, or correct the identifier.",
    ),
    "party-name-differs": (
        "warning",
        "«{where}» dice {value}, pero entre los participantes esa organización se llama {name}. "
        "Escriba el mismo nombre en los dos lugares.",
        "“{where}” says {value}, but among the parties that organization is called {name}. "
        "Write the same name in both places.",
    ),
    "party-role-missing": (
        "warning",
        "A la organización {value}, mencionada en «{where}», le falta entre los participantes el "
        "papel «{role_title}» ({role}). Agréguelo a sus papeles.",
        "The organization {value}, mentioned in “{where}”, lacks the role “{role_title}” ({role}) "
        "among the parties. Add it to its roles.",
    ),
    "party-unidentified": (
        "warning",
        "Falta «{where}»: la organización se nombra, pero no se sabe cuál de los participantes es. "
        "Escriba el identificador que tiene entre los participantes.",
        "“{where}” is missing: the organization is named but not linked to a party. "
        "Write the identifier that it has among the parties.",
    ),
    "release-not-found": (
        "warning",
        "«{where}» menciona la publicación (release) {value}, que no está en la lista de este "
        "proceso de contratación. Agréguela o corrija el identificador.",
        "“{where}” mentions the release {value}, which is not in the list of this contracting "
        "process. Add it or correct the identifier.",
    ),
    "milestone-not-found": (
        "warning",
        "«{where}» menciona el hito {value}, que no está ni en el proyecto ni en sus procesos de "
        "contratación. Agréguelo o corrija el identificador.",
        "“{where}” mentions the milestone {value}, which is neither in the project nor in its "
        "contracting processes. Add it or correct the identifier.",
    ),
    "milestone-title-differs": (
        "warning",
        "«{where}» dice {value}, pero ese hito se llama {title}. "
        "Escriba el mismo título en los dos lugares.",
        "“{where}” says {value}, but that milestone is called {title}. "
        "Write the same title in both places.",
    ),
    "related-project-form": (
        "warning",
        "«{where}» debería ser el identificador de un proyecto (oc4ids-…) y es {value}. "
        "Corríjalo o cambie el esquema.",
        "“{where}” should be the identifier of a project (oc4ids-…) and is {value}. "
        "Correct it or change the scheme.",
    ),
    "related-project-self": (
        "warning",
        "«{where}» es el identificador de este mismo proyecto. "
        "Escriba el del proyecto relacionado, o quítelo.",
        "“{where}” is the identifier of this same project. "
        "Write that of the related project, or remove it.",
    ),
}

_VALUES: Final[dict[str, tuple[str, str, str]]] = {
    "text-blank": (
        "warning",
        "«{where}» solo tiene espacios. Escriba el dato o quite el campo.",
        "“{where}” has only spaces. Write it or remove the field.",
    ),
    "value-empty": (
        "warning",
        "«{where}» está vacío. Escriba el dato o quite el campo.",
        "“{where}” is empty. Write it or remove the field.",
    ),
    "currency-missing": (
        "warning",
        "Falta «{where}»: no se sabe en qué moneda está el monto {amount}. "
        "Agregue la moneda, por ejemplo MXN.",
        "“{where}” is missing: the currency of the amount {amount} is not known. "
        "Add the currency, for example MXN.",
    ),
    "amount-missing": (
        "warning",
        "Falta «{where}»: hay moneda pero no monto. Escriba el monto o quite la moneda.",
        "“{where}” is missing: there is a currency but no amount. "
        "Write the amount or remove the currency.",
    ),
    "amount-zero": (
        "warning",
        "«{where}» es cero. Si no se conoce el monto, quite el campo; si de verdad es cero, "
        "déjelo.",
        "“{where}” is zero. If it is not known, remove the field; if it really is zero, leave it.",
    ),
    "amount-negative": (
        "warning",
        "«{where}» es negativo: {value}. Revise el signo.",
        "“{where}” is negative: {value}. Check the sign.",
    ),
    "amount-absurd": (
        "warning",
        "«{where}» es una cantidad enorme: {value}. Revise que no sobren ceros ni se hayan "
        "juntado pesos y centavos.",
        "“{where}” is a huge amount: {value}. Check for extra zeros or a lost decimal point.",
    ),
    "code-not-listed": (
        "warning",
        "«{where}» tiene un código que no está en la lista «{codelist}»: {value}. "
        "Si la lista tiene uno adecuado, úselo; si no, explique el suyo en la política de "
        "publicación.",
        "“{where}” has a code that is not in the list “{codelist}”: {value}. "
        "If the list has a suitable one, use it; if not, explain yours in the publication policy.",
    ),
    "sector-parent-missing": (
        "warning",
        "«{where}» tiene el subsector {value} pero falta el sector al que pertenece, {parent}. "
        "Agréguelo a la lista.",
        "“{where}” has the subsector {value} but not the sector that it belongs to, {parent}. "
        "Add it to the list.",
    ),
}

_DATES: Final[dict[str, tuple[str, str, str]]] = {
    "date-unlikely": (
        "warning",
        "«{where}» tiene un año poco creíble: {value}. Si la fecha no se conoce, quite el campo; "
        "si se conoce, corríjala.",
        "“{where}” has an unlikely year: {value}. If the date is not known, remove the field; "
        "if it is, correct it.",
    ),
    "period-reversed": (
        "warning",
        "«{where}», {value}, es anterior al inicio del periodo, {start}. Revise las dos fechas.",
        "“{where}”, {value}, is before the start of the period, {start}. Check both dates.",
    ),
    "duration-negative": (
        "warning",
        "«{where}» es negativo: {value} días. Revise las fechas y la duración.",
        "“{where}” is negative: {value} days. Check the dates and the duration.",
    ),
    "duration-disagrees": (
        "warning",
        "«{where}» dice {value} días, pero entre las fechas del periodo hay {days}. "
        "Corrija la duración o las fechas.",
        "“{where}” says {value} days, but the dates of the period are {days} days apart. "
        "Correct the duration or the dates.",
    ),
}

_LOCATIONS: Final[dict[str, tuple[str, str, str]]] = {
    "coordinates-swapped": (
        "warning",
        "«{where}» parece tener la latitud y la longitud en orden contrario. "
        "En este formato va primero la longitud: [longitud, latitud].",
        "“{where}” seems to have latitude and longitude the wrong way round. "
        "In this format longitude comes first: [longitude, latitude].",
    ),
    "coordinates-out-of-range": (
        "warning",
        "«{where}» tiene una posición que no existe: {position}. La longitud va de -180 a 180 y "
        "la latitud de -90 a 90. Corríjala.",
        "“{where}” has a position that does not exist: {position}. Longitude goes from -180 to "
        "180 and latitude from -90 to 90. Correct it.",
    ),
    "coordinates-shape": (
        "warning",
        "«{where}» no tiene la forma que corresponde a su tipo de geometría, {geometry}. "
        "Corrija el tipo o las coordenadas.",
        "“{where}” does not have the form of its geometry type, {geometry}. "
        "Correct the type or the coordinates.",
    ),
    "ring-open": (
        "warning",
        "«{where}» tiene un contorno que no se cierra: su primera y su última posición deben ser "
        "iguales, y ser al menos cuatro. Agregue al final la primera posición.",
        "“{where}” has an outline that is not closed: its first and last positions must be the "
        "same, and there must be at least four. Add the first position at the end.",
    ),
    "geometry-incomplete": (
        "warning",
        "Falta «{where}»: sin tipo y coordenadas la ubicación no se puede dibujar en el mapa. "
        "Agréguelo.",
        "“{where}” is missing: without a type and coordinates the location cannot be drawn on a "
        "map. Add it.",
    ),
}

_BEYOND: Final[dict[str, tuple[str, str, str]]] = {
    "field-additional": (
        "advice",
        "«{where}» no es un campo del estándar. Se conserva y se publica tal cual, pero los "
        "programas que leen OC4IDS no lo entenderán.",
        "“{where}” is not a field of the standard. It is kept and published as it is, but programs "
        "that read OC4IDS will not understand it.",
    ),
    "field-misspelt": (
        "warning",
        "«{where}» no es un campo del estándar, pero se parece a uno. "
        "Si es ese, corrija el nombre; si no, se conserva y se publica tal cual.",
        "“{where}” is not a field of the standard but is close to one. "
        "If that is the one, correct its name; if not, it is kept and published as it is.",
    ),
    "field-replaced": (
        "warning",
        "«{where}» es de una versión anterior del estándar; ahora se usa {replacement}. "
        "Mientras no se cambie se conserva y se publica tal cual, pero no cuenta.",
        "“{where}” belongs to an earlier version of the standard; now {replacement} is used. "
        "Until it is changed it is kept and published as it is, but does not count.",
    ),
    "missing-element": (
        "advice",
        "Falta el dato {number}, «{element}». Agréguelo en cuanto se conozca.",
        "Data point {number}, “{element}”, is missing. Add it as soon as it is known.",
    ),
    "more-of-the-same": (
        "advice",
        "Hay al menos {count} avisos más como los anteriores ({code}). Corrija los primeros y "
        "vuelva a revisar.",
        "There are at least {count} more findings like those above ({code}). Correct the first "
        "ones and check again.",
    ),
}

FINDING_MESSAGES: Final[dict[str, tuple[str, str, str]]] = {
    **_STRUCTURE,
    **_PACKAGE,
    **_IDENTIFIERS,
    **_REFERENCES,
    **_VALUES,
    **_DATES,
    **_LOCATIONS,
    **_BEYOND,
}
