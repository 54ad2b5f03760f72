"""Compressed files and archives, read like folders."""
