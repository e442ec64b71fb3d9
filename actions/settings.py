"""What the action server reads from the environment."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

WORDING = Path(__file__).resolve().parent.parent / "rasa_project" / "wording"


class ActionSettings(BaseSettings):
    """Every field is an environment variable of that name."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    actions_host: str = Field(default="127.0.0.1", description="Address the action server listens on.")
    actions_port: int = Field(default=5055, ge=1, le=65535, description="Port the action server listens on.")
    default_store: str = Field(
        default="",
        description="Store to assume where a message names none (a terminal chat with Rasa alone).",
    )
    policy_dirs: str = Field(
        default="", description="More folders with policy packs, separated by the path separator."
    )
    otlp_endpoint: str | None = Field(
        default=None, description="OTLP/HTTP endpoint for traces; none: no traces are sent."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least level logged; of libraries warnings and worse in any case."
    )
    log_format: Literal["json", "text"] = Field(
        default="json", description="Log lines as JSON for machines, or as text for a person."
    )
    wording_dir: Path = Field(default=WORDING, description="Folder that holds all wording, by language.")
