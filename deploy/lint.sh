#!/bin/sh
# Format, lint, layers, types, templates and texts. All of them are tried; any of them may fail.
# $1: the virtual environment's folder of programs.
bin=${1:-.venv/bin}
failed=""
try() {
    echo "--- $1"
    name=$1
    shift
    "$@" || failed="$failed $name"
}
try format "$bin/ruff" format --check --quiet .
try lint "$bin/ruff" check --quiet .
try layers "$bin/lint-imports" --no-cache
# shellcheck disable=SC2046
try templates "$bin/djade" --check --target-version 5.2 $(git ls-files 'templates/*.html' 'templates/**/*.html')
try texts "$bin/python" manage.py messages --check
try types "$bin/mypy" .
if [ -n "$failed" ]; then
    echo "lint:$failed" >&2
    exit 1
fi
echo "lint: todo bien"
