#!/bin/sh
# Tunes the sentence encoder (rasa_project/encoder/README.md) in an environment of its own.
set -eu
cd "$(dirname "$0")/.."
uv="$PWD/.tools/uv/bin/uv"
[ -x "$uv" ] || uv=uv
folder=rasa_project/encoder
[ -d "$folder/.venv" ] || "$uv" venv --quiet --python 3.11 "$folder/.venv"
"$uv" pip sync --quiet --python "$folder/.venv" --require-hashes "$folder/requirements.lock"
labelled=$(mktemp)
trap 'rm -f "$labelled"' EXIT
rasa_project/.venv/bin/python -W ignore "$folder/export_labelled.py" >"$labelled"
sha256sum "$labelled"
"$folder/.venv/bin/python" "$folder/finetune.py" "$labelled" "$folder"
