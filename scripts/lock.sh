#!/bin/sh
# Resolves every lock anew: development and tests, images, Rasa. What is locked already is kept where it
# still fits; with --upgrade the newest is taken instead.
set -eu
cd "$(dirname "$0")/.."
uv="$PWD/.tools/uv/bin/uv"
[ -x "$uv" ] || uv=uv

compile() {
    "$uv" pip compile --quiet --universal --generate-hashes --no-header pyproject.toml "$@"
}

compile --group dev --python-version 3.11 --output-file requirements.lock "$@"
compile --group build --python-version 3.11 --no-annotate --constraint requirements.lock \
    --output-file deploy/requirements.lock
cd rasa_project
compile --group dev --python-version 3.10 --output-file requirements.lock "$@"
# The image has neither tests nor what Rasa requires and doesn't load here; the versions are the ones tested.
compile --python-version 3.10 --no-annotate --constraint requirements.lock \
    --override ../deploy/rasa-left-out.txt --output-file ../deploy/rasa-requirements.lock
