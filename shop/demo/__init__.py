"""Orders for newcomers, one YAML file for each store, with times relative to the moment of loading."""

from shop.demo.loading import demo_records, load_demo

__all__ = ["demo_records", "load_demo"]
