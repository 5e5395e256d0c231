#!/usr/bin/env python3
"""Make the virtual environment that the Makefile uses. Needs Python 3.11 and nothing else.

    python3 bootstrap.py requirements.txt [requirements-dev.txt ...]

``.venv`` gets the pinned, hashed packages of the lock files named. A stamp with the digest of
each makes a second run end at once. Packages come with uv where pip can install it (three times
as fast), and with pip where it cannot.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMPS = VENV / ".stamps"


def main(locks: list[str]) -> int:
    missing = [HERE / name for name in locks if not stamp(HERE / name).exists()]
    if not missing:
        return 0
    if sys.version_info < (3, 11):
        print(f"Se necesita Python 3.11 o posterior; este es {sys.version.split()[0]}.")
        return 1
    if not (BIN / "python").exists() and not make_environment():
        return 1
    print("Instalando dependencias…", flush=True)
    if not (install_with_uv(missing) or install_with_pip(missing)):
        print("No se pudieron instalar las dependencias: arriba dice por qué.")
        return 1
    STAMPS.mkdir(exist_ok=True)
    for lock in missing:
        for old in STAMPS.glob(f"{lock.name}-*"):
            old.unlink()
        stamp(lock).touch()
    return 0


def stamp(lock: Path) -> Path:
    """The file that says that this very lock is installed, with this very Python."""
    said = f"{sys.version_info[:2]}".encode() + lock.read_bytes()
    return STAMPS / f"{lock.name}-{hashlib.sha256(said).hexdigest()[:16]}"


def make_environment() -> bool:
    shutil.rmtree(VENV, ignore_errors=True)
    for command in (["-m", "venv"], ["-m", "virtualenv"]):
        if subprocess.run([sys.executable, *command, str(VENV)], check=False).returncode == 0:
            return True
        shutil.rmtree(VENV, ignore_errors=True)
    print("Este Python no trae «venv». En Debian: apt-get install python3-venv")
    return False


def install_with_uv(locks: list[Path]) -> bool:
    """Whether uv installed them. It is told of the package indexes that pip is set up for."""
    pip = [str(BIN / "python"), "-m", "pip", "--disable-pip-version-check"]
    if subprocess.run([*pip, "install", "-qqq", "uv"], check=False).returncode != 0:
        return False
    environment = {**os.environ, **uv_settings(pip)}
    command = [str(BIN / "uv"), "pip", "install", "--quiet", "--require-hashes"]
    command += ["--python", str(BIN / "python"), "--index-strategy", "unsafe-best-match"]
    for lock in locks:
        command += ["-r", str(lock)]
    return subprocess.run(command, env=environment, check=False).returncode == 0


def uv_settings(pip: list[str]) -> dict[str, str]:
    """pip's indexes and certificates, under the names that uv reads; what is set already stays."""
    listed = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=False)
    found = dict(line.split("=", 1) for line in listed.stdout.splitlines() if "=" in line)
    settings = {}
    for pip_name, uv_name in (
        ("index-url", "UV_DEFAULT_INDEX"),
        ("extra-index-url", "UV_INDEX"),
        ("find-links", "UV_FIND_LINKS"),
        ("cert", "SSL_CERT_FILE"),
    ):
        for key in (f":env:.{pip_name}", f"install.{pip_name}", f"global.{pip_name}"):
            if key in found and uv_name not in os.environ:
                settings[uv_name] = found[key].strip("'\"")
                break
    return settings


def install_with_pip(locks: list[Path]) -> bool:
    command = [str(BIN / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
    command += ["--quiet", "--require-hashes"]
    for lock in locks:
        command += ["-r", str(lock)]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
