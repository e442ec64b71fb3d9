"""Checks that Rasa is loaded without TensorFlow, and says so to whoever needs it; says what holds."""

# ruff: noqa: T201 (what holds is said on standard output)

import sys

import serving  # noqa: F401 (what is checked is that it is loaded first)
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.diet_classifier import DIETClassifier
from rasa.utils.tensorflow.models import RasaModel
from serving.without_tensorflow import TensorFlowLeftOut

assert sys.modules["tensorflow"] is None
try:
    import tensorflow  # noqa: F401 (it must fail)
except ImportError:
    print("TensorFlow isn't there")
assert DefaultV1Recipe()._registered_components["RulePolicy"]
assert issubclass(RasaModel, object) and DIETClassifier.get_default_config()
assert Resource("any").name == "any"
print("Rasa's components are")
try:
    RasaModel(name="any")
except TensorFlowLeftOut as error:
    assert "WITH_TENSORFLOW" in str(error)
    print("whoever needs it is told how to get it")
