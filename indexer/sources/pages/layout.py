"""Pages as old sites laid them out: tables, menus in cells, footnote marks."""

import re
from typing import Any

_LONG_CELL = 150  # characters: a longer cell is laid out, not tabulated
_BLOCKS_IN_CELL = ("p", "div", "h1", "h2", "h3", "table", "ul", "blockquote")
_MENU_SHARE = 0.6  # of the characters of a cell that are links
_LONGEST_MENU = 1500  # characters
_CELLS = ("td", "th")
# Elements that are text of the story, and that the search for it passes over.
_PASSED_OVER = {"dl": "div", "dt": "p", "dd": "p", "details": "div", "summary": "p"}
_FOOTNOTE = re.compile(r"[\[(]?(?:\d{1,3}|\*{1,3})[\])]?")
_POWER = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
# Units that have powers: «м²», «км³».
_UNIT = re.compile(r"(?:^|[^\w])(?:[мкс]?м|дм|км|m|cm|km|[a-zA-Zа-я]|[\d)]+)$")


def straighten(root: Any) -> None:
    """Make a page's tables plain blocks, take menus out of it, and part footnote marks."""
    for sup in list(root.iter("sup")):
        _part_footnote(sup)
    for element in list(root.iter(*_PASSED_OVER)):
        element.tag = _PASSED_OVER[element.tag]
    for caption in list(root.iter("figcaption")):
        _part_caption(caption)
    for table in list(root.iter("table")):
        if _is_layout(table):
            _as_blocks(table)
        else:
            _as_rows(table)


def _part_footnote(sup: Any) -> None:
    """Part a footnote mark from its word: «Москва [1]»; write a power as one: «м²»."""
    text = "".join(sup.itertext()).strip()
    if not _FOOTNOTE.fullmatch(text):
        return
    for child in list(sup):
        sup.remove(child)
    if text.isdecimal() and _UNIT.search(_text_before(sup)):
        sup.text = text.translate(_POWER)
    else:
        sup.text = f" [{text.strip('[]()')}]"
    sup.tag = "span"


def _part_caption(caption: Any) -> None:
    """Put the caption of a figure behind it as a paragraph: figures are left out as pictures."""
    figure = next(caption.iterancestors("figure"), None)
    if (
        figure is None
        or figure.getparent() is None
        or not (text := " ".join(_text(caption).split()))
    ):
        return
    paragraph = figure.makeelement("p")
    paragraph.text, paragraph.tail, figure.tail = text, figure.tail, None
    figure.addnext(paragraph)
    caption.getparent().remove(caption)


def _text_before(element: Any) -> str:
    """Return the end of the text just before an element."""
    before = element.getprevious()
    parent = element.getparent()
    if before is not None:
        return (before.tail or "".join(before.itertext()))[-20:]
    return ((parent.text or "") if parent is not None else "")[-20:]


def _is_layout(table: Any) -> bool:
    """True for a table that places the parts of a page, and holds no data."""
    if (table.get("role") or "").lower() == "presentation":
        return True
    if any(True for _ in table.iterdescendants("table")):
        return True
    rows = [[cell for cell in row if cell.tag in _CELLS] for row in table.iter("tr")]
    if max(map(len, rows), default=0) <= 1:
        return True
    if any(True for _ in table.iter("th", "caption")):
        return False
    cells = [cell for row in rows for cell in row]
    if any(map(_is_menu, cells)):
        return True
    return any(
        len(_text(cell)) > _LONG_CELL and (_has_blocks(cell) or len(_text(cell)) > 3 * _LONG_CELL)
        for cell in cells
    )


def _has_blocks(cell: Any) -> bool:
    return any(True for _ in cell.iterdescendants(*_BLOCKS_IN_CELL, "br"))


def _as_blocks(table: Any) -> None:
    """Turn the cells of a table into blocks, those of links into menus."""
    for element in list(table):
        _turn(element)
    table.tag = "div"
    table.attrib.clear()


def _turn(element: Any) -> None:
    if element.tag in ("tbody", "thead", "tfoot", "tr"):
        for child in list(element):
            _turn(child)
        element.tag = "div"
    elif element.tag in _CELLS:
        element.tag = "nav" if _is_menu(element) else "div"
        element.attrib.clear()
        if element.tag == "div":
            _paragraphs(element)


def _paragraphs(cell: Any) -> None:
    """Put the loose text of a cell into a paragraph: text outside of any is taken for a menu."""
    if (cell.text or "").strip():
        paragraph = cell.makeelement("p")
        paragraph.text, cell.text = cell.text, None
        while len(cell) and cell[0].tag not in _BLOCKS_IN_CELL:
            paragraph.append(cell[0])
        cell.insert(0, paragraph)


def _is_menu(cell: Any) -> bool:
    """True for a cell that is mostly links."""
    text = _text(cell)
    links = [_text(link) for link in cell.iter("a")]
    if len(links) < 2 or len(text) > _LONGEST_MENU:
        return False
    return sum(map(len, links)) >= _MENU_SHARE * len(text)


def _as_rows(table: Any) -> None:
    """Turn a table of data into paragraphs, a row each."""
    for row in list(table.iter("tr")):
        cells = [" ".join(_text(cell).split()) for cell in row if cell.tag in _CELLS]
        for child in list(row):
            row.remove(child)
        row.text = "; ".join(filter(None, cells))
        row.tag = "p"
    for element in list(table.iter("tbody", "thead", "tfoot", "caption")):
        element.tag = "div" if element.tag != "caption" else "p"
    table.tag = "div"
    table.attrib.clear()


def _text(element: Any) -> str:
    return "".join(element.itertext()).strip()
