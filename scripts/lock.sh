#!/bin/sh
# Resolves every lock anew: development and tests, images, Rasa. What is locked already is kept where it
# still fits; with --upgrade the newest is taken instead.
set -eu
cd "$(dirname "$0")/.."
uv="$PWD/.tools/uv/bin/uv"
[ -x "$uv" ] || uv=uv

compile() {
    "$uv" pip compile --quiet --generate-hashes --no-header pyproject.toml "$@"
}

# What an image installs, in the versions that are tested: without tests, without what other systems need.
compile_image() {
    compile --python-platform linux --no-annotate --constraint requirements.lock "$@"
}

compile --universal --group dev --python-version 3.11 --output-file requirements.lock "$@"
compile_image --group build --python-version 3.11 --output-file deploy/requirements.lock
cd rasa_project
compile --universal --group dev --python-version 3.10 --output-file requirements.lock "$@"
# Without what Rasa requires and this assistant doesn't load.
compile_image --python-version 3.10 --override ../deploy/rasa-left-out.txt \
    --output-file ../deploy/rasa-requirements.lock
