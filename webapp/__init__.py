"""The site: pages and JSON over one index. All search logic is in ``svodka.indexer``."""
