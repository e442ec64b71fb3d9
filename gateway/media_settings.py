"""What the gateway reads from the environment about files that shoppers send; in docs/gateway.md too."""

from pydantic import DirectoryPath, Field
from pydantic_settings import BaseSettings


class MediaSettings(BaseSettings):
    """Part of `Settings`: how large a file may be, and what receiving and opening one may cost."""

    image_bytes: int = Field(default=15_000_000, ge=1, description="Largest image accepted.")
    image_pixels: int = Field(default=200_000_000, ge=1, description="Most pixels an image may have.")
    image_kept_pixels: int = Field(
        default=12_600_000, ge=1024, description="Pixels that a larger image is scaled down to."
    )
    image_memory_bytes: int = Field(
        default=224_000_000,
        ge=32_000_000,
        description="Memory for all images being opened together; one that needs more is too large.",
    )
    image_processes: int = Field(default=2, ge=1, description="Images that one gateway opens at once.")
    image_processor_seconds: int = Field(
        default=10, ge=1, description="Most processor time to open one image."
    )
    image_seconds: int = Field(default=30, ge=1, description="Longest time to open one image.")
    image_wait_seconds: float = Field(
        default=30, gt=0, description="Longest an image waits for others to be opened."
    )
    video_bytes: int = Field(default=100_000_000, ge=1, description="Largest video accepted.")
    video_parts: int = Field(
        default=20_000, ge=3, description="Most outermost boxes or elements of a video; each is looked at."
    )
    conversation_files: int = Field(default=50, ge=1, description="Files one conversation may hold.")
    spool_folder: DirectoryPath | None = Field(
        default=None,
        description="Folder on a disk for files on their way; none: the system's for temporary ones.",
    )
    spool_bytes: int = Field(
        default=1_000_000_000, ge=1, description="Bytes of files on their way to one gateway together."
    )
    spool_address_bytes: int = Field(
        default=300_000_000, ge=1, description="Bytes of files on their way from one address."
    )
    spool_conversation_bytes: int = Field(
        default=200_000_000, ge=1, description="Bytes of files on their way in one conversation."
    )
    upload_stall_seconds: float = Field(
        default=15, gt=0, description="An upload that brings nothing for so long is ended."
    )
    upload_stall_bytes: int = Field(
        default=16_384, ge=1, description="Bytes that earn an upload as long again."
    )
    multipart_parts: int = Field(default=16, ge=1, description="Most parts of an upload's body.")
    multipart_headers: int = Field(default=8, ge=2, description="Most headers of one such part.")
    multipart_header_bytes: int = Field(default=4096, ge=256, description="Longest of these headers.")
    multipart_bytes: int = Field(
        default=65_536, ge=1024, description="Most bytes of an upload's body beside the file itself."
    )
