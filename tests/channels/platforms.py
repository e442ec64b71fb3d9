"""All simulated platforms together."""

from tests.channels.simulators.platform import Platform
from tests.channels.simulators.serving import Serving
from tests.channels.simulators.telegram import Telegram
from tests.channels.simulators.twilio import Twilio
from tests.channels.simulators.whatsapp import WhatsApp

PUBLIC_URL = "https://chat.example.com"


class Platforms:
    """Served from now on, each for the same store."""

    def __init__(self, store: str) -> None:
        """Start serving."""
        self.telegram = Telegram(store)
        self.whatsapp = WhatsApp(store)
        self.twilio = Twilio(store)
        self.all: list[Platform] = [self.telegram, self.whatsapp, self.twilio]
        self.by_name = {platform.name: platform for platform in self.all}
        self._serving = Serving(self.all)

    @property
    def public_url(self) -> str:
        """Where the platforms believe the gateway to be."""
        return PUBLIC_URL

    @property
    def accounts(self) -> dict[str, dict[str, dict[str, str]]]:
        """CHANNELS for the gateway."""
        return {each.name: {each.store: each.account()} for each in self.all}

    def stop(self) -> None:
        """Stop serving."""
        self._serving.stop()
