"""What Prometheus reads."""

import hmac
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from gateway.errors import Unauthorised
from gateway.tokens import hashed
from gateway.web.access import TheGateway, address_of, limited, presented
from gateway.web.chat import PROBLEM
from shop.outages import TROUBLE

router = APIRouter(tags=["health"])
TEXT: dict[int | str, dict[str, Any]] = {200: {"content": {"text/plain": {}}}, 401: PROBLEM}


@router.get("/metrics", response_class=Response, responses=TEXT, dependencies=[limited("metrics")])
async def read_metrics(gateway: TheGateway, request: Request) -> Response:
    """Measures of this process, and depth and age of the queues."""
    token = gateway.settings.metrics_token
    if token is not None:
        given = await presented(request, gateway)
        if not hmac.compare_digest(given, hashed(token.get_secret_value())):
            await gateway.count("failures", address_of(request, gateway))
            raise Unauthorised
    try:
        async with gateway.database.session() as session:
            await gateway.metrics.look(session, gateway.clock())
    except TROUBLE:  # what this process knows by itself is still worth having
        gateway.metrics.waiting.clear()
    return Response(generate_latest(gateway.metrics.registry), media_type=CONTENT_TYPE_LATEST)
