"""Tracking, invoices and changes of orders."""
