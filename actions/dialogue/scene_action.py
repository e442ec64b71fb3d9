"""The frame of every action that is not a form."""

from abc import abstractmethod
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.dialogue.scene import Scene, set_scene
from actions.services import Services


class SceneAction(Action):
    """An action with a name that works in a scene and gives events back."""

    action_name: str

    def __init__(self, services: Services) -> None:
        """Work with these services."""
        self.services = services

    def name(self) -> str:
        """The name Rasa calls it by."""
        return self.action_name

    @abstractmethod
    async def act(self, scene: Scene) -> list[EventType]:
        """Do it, and return all events, those of the memory included."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """One run of the action."""
        return await self.act(set_scene(self.services, tracker, dispatcher))
