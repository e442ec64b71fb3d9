#!/bin/sh
# Run once by the PostgreSQL image on an empty volume: a role and a database each for the shop and for Rasa.
set -eu
: "${SHOP_DB_PASSWORD:?}" "${RASA_DB_PASSWORD:?}"
psql -v ON_ERROR_STOP=1 -v shop="$SHOP_DB_PASSWORD" -v rasa="$RASA_DB_PASSWORD" \
    --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE shop LOGIN PASSWORD :'shop';
CREATE ROLE rasa LOGIN PASSWORD :'rasa';
CREATE DATABASE shop OWNER shop;
CREATE DATABASE rasa OWNER rasa;
REVOKE CONNECT ON DATABASE shop, rasa FROM PUBLIC;
SQL
