"""Documents of office programs, books, PDF files and mail, each one article."""
