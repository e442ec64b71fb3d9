"""What the shop reads from the environment."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ShopSettings(BaseSettings):
    """Where orders, cases and evidence are kept; every field is an environment variable of that name."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    database_url: str = Field(
        default="sqlite:///var/shop.db",
        description="SQLAlchemy URL: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
    )
    database_pool_size: int = Field(
        default=10, ge=1, description="Connections a process keeps open to PostgreSQL."
    )
    evidence_url: str = Field(
        default="var/evidence",
        description="Where evidence files are kept: a folder, or any fsspec URL (s3://…).",
    )
