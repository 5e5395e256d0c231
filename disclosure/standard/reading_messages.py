"""What reading a file can say, in Spanish and in English: code → (severity, es, en).

Kept free of imports, so that `messages` (which joins these with the findings' own) and
`reading_text` can both use it. The sentences that stop the whole file and know where they are get
{line}, {column}, {byte} (all of them from the start of the file), {project} (the number of the
project being read) and {read} (how many were read before).
"""

from typing import Final

_SAVE_UTF8_ES: Final = (
    "Ábralo en un editor de texto (en el Bloc de notas: Archivo, Guardar como, Codificación:"
    " UTF-8), guárdelo y súbalo otra vez."
)
_SAVE_UTF8_EN: Final = (
    "Open it in a text editor (in Notepad: File, Save as, Encoding: UTF-8), save it and upload it"
    " again."
)
_WHERE_ES: Final = "en la línea {line}, columna {column}"
_WHERE_EN: Final = "at line {line}, column {column}"
_READ_ES: Final = "Proyectos leídos antes de ese punto: {read}."
_READ_EN: Final = "Projects read before that point: {read}."
_EXPORT_ES: Final = "Exporte sus proyectos como JSON de OC4IDS y suba ese archivo."
_EXPORT_EN: Final = "Export your projects as OC4IDS JSON and upload that file."

# The file is something else, or its bytes cannot be read as text.
_OTHER_FILES: Final[dict[str, tuple[str, str, str]]] = {
    "empty": (
        "error",
        "El archivo está vacío. Expórtelo otra vez y compruebe que pese más de 0 bytes antes de"
        " subirlo.",
        "The file is empty. Export it again and check that it is larger than 0 bytes before you"
        " upload it.",
    ),
    "is-spreadsheet": (
        "error",
        f"El archivo es una hoja de cálculo (Excel u OpenDocument), no JSON. {_EXPORT_ES} Cambiar"
        " la extensión del nombre no lo convierte.",
        f"The file is a spreadsheet (Excel or OpenDocument), not JSON. {_EXPORT_EN} Renaming it"
        " does not convert it.",
    ),
    "is-word-document": (
        "error",
        f"El archivo es un documento de texto con formato (Word o RTF), no JSON. {_EXPORT_ES}",
        f"The file is a word processor's document (Word or RTF), not JSON. {_EXPORT_EN}",
    ),
    "is-compressed": (
        "error",
        "El archivo está comprimido (ZIP, GZIP, RAR o 7z). Descomprímalo y suba el archivo JSON"
        " que contiene.",
        "The file is compressed (ZIP, GZIP, RAR or 7z). Decompress it and upload the JSON file"
        " inside.",
    ),
    "is-pdf": (
        "error",
        f"El archivo es un PDF, no JSON. {_EXPORT_ES}",
        f"The file is a PDF, not JSON. {_EXPORT_EN}",
    ),
    "is-image": (
        "error",
        f"El archivo es una imagen, no JSON. {_EXPORT_ES}",
        f"The file is an image, not JSON. {_EXPORT_EN}",
    ),
    "is-html": (
        "error",
        "El archivo es una página web (HTML), no JSON. Quizá se guardó la página que enlaza al"
        " archivo, o un aviso de error: descargue el archivo JSON mismo y súbalo.",
        "The file is a web page (HTML), not JSON. Perhaps the page that links to the file, or an"
        " error notice, was saved: download the JSON file itself and upload it.",
    ),
    "is-xml": (
        "error",
        f"El archivo es XML, no JSON. {_EXPORT_ES}",
        f"The file is XML, not JSON. {_EXPORT_EN}",
    ),
    "is-csv": (
        "error",
        f"El archivo parece una tabla (CSV), no JSON. {_EXPORT_ES}",
        f"The file looks like a table (CSV), not JSON. {_EXPORT_EN}",
    ),
    "is-binary": (
        "error",
        f"El archivo no es texto: contiene datos binarios. {_EXPORT_ES}",
        f"The file is not text: it holds binary data. {_EXPORT_EN}",
    ),
    "not-json": (
        "error",
        "El archivo no es JSON: empieza con «{start}» y debería empezar con una llave {{ o un"
        f" corchete [. {_EXPORT_ES}",
        "The file is not JSON: it starts with “{start}” and should start with a brace {{ or a"
        f" bracket [. {_EXPORT_EN}",
    ),
    "not-projects": (
        "error",
        "El archivo es JSON pero no contiene proyectos: sólo un valor suelto que empieza con"
        f" «{{start}}». {_EXPORT_ES}",
        "The file is JSON but holds no projects: only a single value that starts with"
        f" “{{start}}”. {_EXPORT_EN}",
    ),
    "projects-not-a-list": (
        "error",
        "En el archivo, «projects» no es una lista (línea {line}, columna {column}). Los proyectos"
        ' van entre corchetes: "projects": [ ... ]. Corríjalo y suba el archivo otra vez.',
        "In the file, “projects” is not a list (line {line}, column {column}). Projects go between"
        ' brackets: "projects": [ ... ]. Correct it and upload the file again.',
    ),
    "is-ocds": (
        "error",
        "El archivo contiene contrataciones en OCDS («{key}»), no proyectos en OC4IDS. Suba un"
        " archivo OC4IDS, con la lista «projects», o use la importación de OCDS.",
        "The file holds contracting processes in OCDS (“{key}”), not projects in OC4IDS. Upload"
        " an OC4IDS file, with the list “projects”, or use the import of OCDS.",
    ),
    "is-geojson": (
        "error",
        "El archivo es un mapa en GeoJSON («features»), no proyectos en OC4IDS. Suba un archivo"
        " OC4IDS; la ubicación va en el campo «locations» de cada proyecto.",
        "The file is a GeoJSON map (“features”), not projects in OC4IDS. Upload an OC4IDS file;"
        " the location goes in the field “locations” of each project.",
    ),
    "other-encoding": (
        "error",
        "El archivo no está en UTF-8: parece guardado en la codificación de {encoding} (línea"
        f" {{line}}, columna {{column}}). {_SAVE_UTF8_ES}",
        "The file is not in UTF-8: it seems saved in the encoding of {encoding} (line {line},"
        f" column {{column}}). {_SAVE_UTF8_EN}",
    ),
    "unknown-encoding": (
        "error",
        "El archivo no está en UTF-8 ni en otra codificación que podamos reconocer:"
        f" {_WHERE_ES}, hay letras que no se entienden. {_SAVE_UTF8_ES}",
        "The file is neither in UTF-8 nor in another encoding that we can recognize:"
        f" {_WHERE_EN}, there are letters that make no sense. {_SAVE_UTF8_EN}",
    ),
    "damaged-text": (
        "error",
        f"El archivo empieza en {{encoding}}, pero {_WHERE_ES}, tiene bytes que no lo son: se"
        " mezclaron textos de dos codificaciones, o el archivo se dañó al copiarlo."
        f" {_READ_ES} Expórtelo otra vez entero en UTF-8.",
        f"The file starts in {{encoding}}, but {_WHERE_EN}, it has bytes that are not: texts in"
        " two encodings were mixed, or the file was damaged when it was copied."
        f" {_READ_EN} Export all of it again in UTF-8.",
    ),
    "file-too-big": (
        "error",
        "El archivo pasa de {megabytes} MB, que es lo más que se acepta. Divídalo en varios"
        " archivos con menos proyectos y súbalos uno por uno.",
        "The file is larger than {megabytes} MB, the most that is accepted. Split it into several"
        " files with fewer projects and upload them one by one.",
    ),
    "too-many-projects": (
        "error",
        "El archivo tiene más de {limit} proyectos, que es lo más que se acepta. Divídalo en"
        " varios archivos y súbalos uno por uno.",
        "The file has more than {limit} projects, the most that is accepted. Split it into several"
        " files and upload them one by one.",
    ),
}

# The file is JSON up to a point.
_SYNTAX: Final[dict[str, tuple[str, str, str]]] = {
    "truncated": (
        "error",
        "El archivo está incompleto: se corta en la línea {line} (byte {byte}), en el proyecto"
        f" número {{project}} o después del último. {_READ_ES} Descárguelo o expórtelo otra vez y"
        " compruebe que termine con el corchete o la llave de cierre.",
        "The file is incomplete: it breaks off at line {line} (byte {byte}), in project number"
        f" {{project}} or after the last one. {_READ_EN} Download or export it again and check"
        " that it ends with the closing bracket or brace.",
    ),
    "trailing-comma": (
        "error",
        f"Hay una coma de más antes de un cierre, {_WHERE_ES}. Quítela y suba el archivo otra"
        f" vez. {_READ_ES}",
        "There is one comma too many before a closing bracket, "
        f"{_WHERE_EN}. Remove it and upload the file again. {_READ_EN}",
    ),
    "open-quote": (
        "error",
        f"Faltan las comillas de cierre de un texto {_WHERE_ES}: «{{near}}». Agréguelas y suba"
        f" el archivo otra vez. {_READ_ES}",
        f"The closing quotation mark of a text is missing {_WHERE_EN}: “{{near}}”. Add it and"
        f" upload the file again. {_READ_EN}",
    ),
    "missing-comma": (
        "error",
        f"Falta una coma, o sobra una comilla antes, {_WHERE_ES}: se encontró «{{near}}»."
        f" Corríjalo y suba el archivo otra vez. {_READ_ES}",
        f"A comma is missing, or there is a stray quotation mark before, {_WHERE_EN}: “{{near}}”"
        f" was found. Correct it and upload the file again. {_READ_EN}",
    ),
    "comment": (
        "error",
        f"Hay un comentario {_WHERE_ES}. JSON no los permite: quítelo y suba el archivo otra vez."
        f" {_READ_ES}",
        f"There is a comment {_WHERE_EN}. JSON does not allow them: remove it and upload the file"
        f" again. {_READ_EN}",
    ),
    "wrong-quotes": (
        "error",
        f"Hay comillas que no son las de JSON {_WHERE_ES}: «{{near}}». Use comillas dobles"
        f' rectas (") en nombres y textos. {_READ_ES}',
        f"There are quotation marks that JSON does not use {_WHERE_EN}: “{{near}}”. Use straight"
        f' double quotes (") for names and texts. {_READ_EN}',
    ),
    "unquoted-name": (
        "error",
        f'Falta el nombre de un campo entre comillas dobles (") {_WHERE_ES}: se encontró'
        f" «{{near}}». Corríjalo y suba el archivo otra vez. {_READ_ES}",
        f'The name of a field in double quotes (") is missing {_WHERE_EN}: “{{near}}” was found.'
        f" Correct it and upload the file again. {_READ_EN}",
    ),
    "bad-escape": (
        "error",
        f"Hay una barra invertida mal usada {_WHERE_ES}: «{{near}}». En JSON se escribe doble"
        f" (\\\\), por ejemplo en C:\\\\obras. {_READ_ES}",
        f"There is a misused backslash {_WHERE_EN}: “{{near}}”. JSON wants it doubled (\\\\), as"
        f" in C:\\\\works. {_READ_EN}",
    ),
    "bad-literal": (
        "error",
        f"El valor «{{near}}», {_WHERE_ES}, no es de JSON: los textos van entre comillas dobles"
        ' ("), y sin comillas sólo valen números y las palabras true, false y null, en minúsculas.'
        f" {_READ_ES}",
        f"The value “{{near}}”, {_WHERE_EN}, is not JSON: texts go in double quotes"
        ' ("), and without them only numbers and the words true, false and null, in lower case,'
        f" are allowed. {_READ_EN}",
    ),
    "bad-number": (
        "error",
        f"El número «{{near}}», {_WHERE_ES}, está mal escrito para JSON: sin ceros delante, sin"
        " signos $ ni comas de miles, con punto decimal entre dígitos (0.5, 1500.75)."
        f" {_READ_ES}",
        f"The number “{{near}}”, {_WHERE_EN}, is not written as in JSON: no zeros in front, no $"
        " signs or thousands separators, a decimal point between digits (0.5, 1500.75)."
        f" {_READ_EN}",
    ),
    "extra-text": (
        "error",
        f"Después del final hay más texto {_WHERE_ES}: «{{near}}». Si son varios proyectos,"
        f" póngalos en una lista entre corchetes, separados por comas; si no, bórrelo. {_READ_ES}",
        f"After the end there is more text {_WHERE_EN}: “{{near}}”. If these are several"
        " projects, put them in a list between brackets, separated by commas; if not, delete it."
        f" {_READ_EN}",
    ),
    "syntax": (
        "error",
        f"El JSON está mal formado {_WHERE_ES}, cerca de «{{near}}». Corrija el archivo ahí, o"
        f" expórtelo otra vez. {_READ_ES}",
        f"The JSON is malformed {_WHERE_EN}, near “{{near}}”. Correct the file there, or export"
        f" it again. {_READ_EN}",
    ),
}

# Findings: of one project, or of the package around them.
_FINDINGS: Final[dict[str, tuple[str, str, str]]] = {
    "duplicate-key": (
        "error",
        "El campo «{where}» ({key}) está repetido en el mismo lugar y no se puede saber cuál vale"
        " (se muestra el último). Deje uno solo.",
        "The field “{where}” ({key}) is repeated in the same place and there is no telling which"
        " one holds (the last is shown). Leave only one.",
    ),
    "number-too-big": (
        "error",
        "«{where}»: el número {number} es demasiado grande, demasiado pequeño o tiene"
        " demasiadas cifras para guardarse sin alterarlo. Corríjalo.",
        "“{where}”: the number {number} is too large, too small or has too many digits to be"
        " kept unaltered. Correct it.",
    ),
    "not-a-number": (
        "error",
        "«{where}»: {number} no es un número. Escriba el número, o quite el campo si no se conoce.",
        "“{where}”: {number} is not a number. Write the number, or remove the field if it is not"
        " known.",
    ),
    "null-character": (
        "error",
        "«{where}» contiene un carácter nulo (\\u0000), que no se puede guardar. Bórrelo.",
        "“{where}” holds a null character (\\u0000), which cannot be kept. Delete it.",
    ),
    "lone-surrogate": (
        "error",
        "«{where}» contiene medio carácter (por ejemplo un emoji cortado), que se muestra como �."
        " Escríbalo otra vez.",
        "“{where}” holds half a character (for instance a cut emoji), shown as �. Write it again.",
    ),
    "nested-too-deep": (
        "error",
        "En «{where}» hay más de {limit} niveles de datos dentro de datos, más de los que se"
        " aceptan (OC4IDS necesita menos de 10). Corrija el sistema que generó el archivo.",
        "In “{where}” there are more than {limit} levels of data inside data, more than are"
        " accepted (OC4IDS needs fewer than 10). Correct the system that made the file.",
    ),
    "project-too-big": (
        "error",
        "El proyecto ocupa más de {megabytes} MB, que es lo más que se acepta. Los archivos no van"
        " dentro del proyecto: publíquelos aparte y ponga sus direcciones en «documents».",
        "The project takes more than {megabytes} MB, the most that is accepted. Files do not go"
        " inside the project: publish them elsewhere and put their addresses in “documents”.",
    ),
    "control-character": (
        "warning",
        "En «{where}» algún texto tiene saltos de línea o tabuladores escritos tal cual. Se"
        " leyeron bien, pero otros sistemas los rechazan: en JSON se escriben \\n y \\t.",
        "In “{where}” some text holds line breaks or tabs as they are. They were read well, but"
        " other systems reject them: JSON writes them \\n and \\t.",
    ),
    "more-problems": (
        "error",
        "Hay {count} problemas más de lectura, que no se listan. Corrija éstos primero.",
        "There are {count} more problems of reading, not listed. Correct these first.",
    ),
    "not-utf8": (
        "warning",
        "El archivo no está en UTF-8, como pide JSON, sino en Windows-1252 (Latin-1), y así se"
        " leyó. Revise que los acentos y las eñes se vean bien.",
        "The file is not in UTF-8, as JSON asks, but in Windows-1252 (Latin-1), and was read so."
        " Check that accents look right.",
    ),
    "no-projects": (
        "error",
        "El archivo se leyó bien, pero no contiene ningún proyecto. Compruebe que sea el archivo"
        " correcto.",
        "The file was read well, but holds no project. Check that it is the right file.",
    ),
    "several-packages": (
        "warning",
        "El archivo contiene varios paquetes. Se leyeron los proyectos de todos; los datos del"
        " paquete (editor, licencia, fecha) son los del primero.",
        "The file holds several packages. The projects of all were read; the data of the package"
        " (publisher, licence, date) are those of the first.",
    ),
}

READING_MESSAGES: Final[dict[str, tuple[str, str, str]]] = _OTHER_FILES | _SYNTAX | _FINDINGS
"""Every code that `reading` gives, with its severity and its templates for `str.format`."""
