# Rasa Open Source with the trained assistant inside.
FROM python:3.10-slim-bookworm@sha256:68d914ec641a0b69267ce65184d000a2bc3a9ee2590ab702b82250ab2385735a AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app/rasa_project
COPY scripts/uv.lock.txt /tmp/uv.lock.txt
RUN python -m pip install --no-cache-dir --require-hashes --requirement /tmp/uv.lock.txt \
    && uv venv /opt/venv
ENV VIRTUAL_ENV=/opt/venv
# Without what Rasa requires and this assistant doesn't load; rasa_project/requirements.lock has all of it.
COPY deploy/rasa-requirements.lock /tmp/requirements.lock
RUN uv pip sync --no-cache --require-hashes /tmp/requirements.lock
ENV PATH=/opt/venv/bin:$PATH \
    RASA_TELEMETRY_ENABLED=false \
    SQLALCHEMY_SILENCE_UBER_WARNING=1 \
    TF_CPP_MIN_LOG_LEVEL=3
COPY telemetry ../telemetry
COPY rasa_project .
RUN python -m serving train --domain domain --fixed-model-name assistant \
    && rm -rf .rasa

FROM python:3.10-slim-bookworm@sha256:68d914ec641a0b69267ce65184d000a2bc3a9ee2590ab702b82250ab2385735a
RUN groupadd --gid 10001 rasa \
    && useradd --uid 10001 --gid rasa --home-dir /tmp --shell /usr/sbin/nologin rasa
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    RASA_TELEMETRY_ENABLED=false \
    SQLALCHEMY_SILENCE_UBER_WARNING=1 \
    SQL_POOL_SIZE=5 \
    SQL_MAX_OVERFLOW=10 \
    TF_CPP_MIN_LOG_LEVEL=3
WORKDIR /app/rasa_project
USER 10001:10001
EXPOSE 5005
# The token comes from RASA_TOKEN or RASA_TOKEN_FILE; without one it doesn't start.
CMD ["python", "-m", "serving", "run", "--enable-api", "--port", "5005", \
     "--model", "models/assistant.tar.gz", "--endpoints", "endpoints-cluster.yml"]
