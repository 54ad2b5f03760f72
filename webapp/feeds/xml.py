"""XML, built as a tree, so that it is well-formed whatever the texts contain."""

from xml.etree.ElementTree import Element, SubElement, tostring

from svodka.webapp.presentation.markup import scrub


def root(name: str, **namespaces: str) -> Element:
    """The root element. ``xmlns`` is its own namespace; other names are prefixes."""
    element = Element(name)
    for prefix, address in namespaces.items():
        element.set("xmlns" if prefix == "xmlns" else f"xmlns:{prefix}", address)
    return element


def add(parent: Element, name: str, text: str | None = None, **attributes: str | None) -> Element:
    """Add an element with text and attributes; None is left out, invalid characters are removed."""
    element = SubElement(parent, name)
    element.text = None if text is None else scrub(text)
    for attribute, value in attributes.items():
        if value is not None:
            element.set(attribute, scrub(value))
    return element


def document(element: Element) -> bytes:
    """The document in UTF-8, with its declaration."""
    written: bytes = tostring(element, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
