"""After-sales policies as dated data, and the engine that decides by them: facts in, decision out."""

from policy_kb.answers import Answer
from policy_kb.decision import Decision
from policy_kb.errors import CaseError, NoPolicyInForce, PackError, PolicyError, UnknownClause, UnknownStore
from policy_kb.explain import Explanation
from policy_kb.facts import Facts as Case
from policy_kb.library import CitedClause, Library, StoreProfile

__all__ = [
    "Answer",
    "Case",
    "CaseError",
    "CitedClause",
    "Decision",
    "Explanation",
    "Library",
    "NoPolicyInForce",
    "PackError",
    "PolicyError",
    "StoreProfile",
    "UnknownClause",
    "UnknownStore",
]
