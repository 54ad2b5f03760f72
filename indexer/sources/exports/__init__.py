"""Exports of messengers, sites and databases, brought into the form of plain records."""
