"""The demo page: a plain chat without a build step."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from sqlalchemy import select

from gateway.errors import NotFound
from gateway.web.access import TheGateway, limited
from shop.models import Store

STATIC = Path(__file__).resolve().parent.parent / "static"
FILES = {"demo.js": "text/javascript", "demo.css": "text/css"}
router = APIRouter(include_in_schema=False, dependencies=[limited("pages")])


@router.get("/")
async def page() -> FileResponse:
    """The page itself."""
    return FileResponse(STATIC / "demo.html", media_type="text/html", headers={"Cache-Control": "no-cache"})


@router.get("/demo/stores.json")
async def stores(gateway: TheGateway) -> list[str]:
    """The stores one can talk to."""
    async with gateway.database.session() as session:
        return list((await session.scalars(select(Store.slug).order_by(Store.slug))).all())


@router.get("/demo/{name}")
async def asset(name: str) -> FileResponse:
    """The page's script and style."""
    if name not in FILES:
        raise NotFound
    return FileResponse(STATIC / name, media_type=FILES[name], headers={"Cache-Control": "no-cache"})
