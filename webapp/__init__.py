"""The site: pages and JSON over one index. It shows what ``svodka.indexer.search`` found, and decides nothing about it."""
