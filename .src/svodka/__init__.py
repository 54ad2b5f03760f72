"""Svodka, a search engine for collections of Russian news articles.

Links beside this file make the folders ``indexer`` and ``webapp`` of the project the packages
``svodka.indexer`` and ``svodka.webapp``. Under their own names they would clash with other packages
in the same environment.
"""
