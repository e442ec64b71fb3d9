#!/bin/sh
# Installs both environments from their locks; does nothing where they are already as locked.
set -eu
cd "$(dirname "$0")/.."

say() { printf '[setup] %s\n' "$*"; }
fail() { printf '[setup] error: %s\n' "$*" >&2; exit 1; }

find_uv() {
    if [ -x .tools/uv/bin/uv ]; then
        echo .tools/uv/bin/uv
    elif command -v uv >/dev/null 2>&1; then
        command -v uv
    fi
}

fetch_uv() {
    say "fetching uv into .tools/ (once)"
    for python in python3 python3.13 python3.12 python3.11 python3.10; do
        if "$python" -m pip --version >/dev/null 2>&1; then
            "$python" -m pip install --quiet --require-hashes --target .tools/uv --requirement scripts/uv.lock.txt
            return
        fi
    done
    fail "neither uv nor a Python with pip was found; install one of them (Debian: apt-get install python3-pip)"
}

# uv does not find an interpreter that only pyenv's versions folder holds, and pyenv's shim may fail.
find_python310() {
    if command -v python3.10 >/dev/null 2>&1 && python3.10 -c pass >/dev/null 2>&1; then
        command -v python3.10
        return
    fi
    for candidate in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10*/bin/python3.10; do
        if [ -x "$candidate" ]; then
            echo "$candidate"
            return
        fi
    done
    echo 3.10
}

# install FOLDER PYTHON: an environment FOLDER/.venv that holds exactly what FOLDER/requirements.lock names.
install() {
    lock="$1/requirements.lock"
    mark="$1/.venv/.installed-lock"
    if [ -f "$mark" ] && cmp -s "$lock" "$mark"; then
        return
    fi
    say "installing $2 packages for $1 (a few minutes the first time)"
    [ -x "$1/.venv/bin/python" ] || "$uv" venv --quiet --python "$2" "$1/.venv"
    VIRTUAL_ENV="$(cd "$1" && pwd)/.venv" "$uv" pip sync --require-hashes "$lock"
    cp "$lock" "$mark"
}

uv=$(find_uv)
if [ -z "$uv" ]; then
    fetch_uv
    uv=$(find_uv)
fi

install . '>=3.11,<3.14'
if [ ! -x .venv/bin/policy-kb ] || [ pyproject.toml -nt .venv/.installed-project ]; then
    VIRTUAL_ENV="$PWD/.venv" "$uv" pip install --quiet --no-deps --no-build-isolation --editable .
    touch .venv/.installed-project
fi
install rasa_project "$(find_python310)"
say "environments are ready"
