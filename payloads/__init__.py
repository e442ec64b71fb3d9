"""What a client may send with a button; the gateway and the actions both read it here."""

from payloads.entities import Entities as Entities
from payloads.entities import sound as sound
