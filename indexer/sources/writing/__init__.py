"""Bytes and lines as prose: encodings, broken words, paragraphs and titles."""
