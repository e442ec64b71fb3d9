# The gateway, the action server and the `shop`, `policy-kb` and `gateway` commands.
FROM python:3.11-slim-bookworm@sha256:fe556eaffd0d96abd8685b83bb8a69addd0dc730fa193669a7df0d49ddcfac02 AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
COPY scripts/uv.lock.txt /tmp/uv.lock.txt
RUN python -m pip install --no-cache-dir --require-hashes --requirement /tmp/uv.lock.txt \
    && uv venv /opt/venv
ENV VIRTUAL_ENV=/opt/venv
COPY deploy/requirements.lock deploy/requirements.lock
RUN uv pip sync --no-cache --require-hashes deploy/requirements.lock
COPY alembic.ini LICENSE pyproject.toml README.md ./
COPY migrations migrations
COPY policy_kb policy_kb
COPY shop shop
COPY actions actions
COPY gateway gateway
COPY payloads payloads
COPY telemetry telemetry
COPY rasa_project/wording rasa_project/wording
# Migrations and wording are found beside the packages, so the project stays where it is.
RUN uv pip install --no-cache --no-deps --no-build-isolation --editable .

FROM python:3.11-slim-bookworm@sha256:fe556eaffd0d96abd8685b83bb8a69addd0dc730fa193669a7df0d49ddcfac02
RUN groupadd --gid 10001 app \
    && useradd --uid 10001 --gid app --home-dir /nonexistent --shell /usr/sbin/nologin app \
    && install --directory --owner=app --group=app /data /spool
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ACTIONS_HOST=0.0.0.0 \
    GATEWAY_HOST=0.0.0.0 \
    EVIDENCE_URL=/data/evidence
WORKDIR /app
USER 10001:10001
EXPOSE 8000 5055
CMD ["gateway", "serve"]
