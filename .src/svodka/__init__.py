"""Svodka, a search engine for collections of Russian news articles.

The folders ``indexer`` and ``webapp`` of the project are ``svodka.indexer`` and ``svodka.webapp``, by the links beside
this file. Under their own names they would clash with other packages in the same environment.
"""
