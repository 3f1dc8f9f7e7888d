"""Pasted words to plain text: markup of word processors goes, words and bullets stay. Pure."""

import re
from html.parser import HTMLParser

# Only names that people paste, so that "TPS <5 orang" stays what it is.
_KNOWN = (
    "a|abbr|article|b|big|blockquote|body|br|center|code|col|colgroup|dd|del|div|dl|dt|em|font|footer|h[1-6]|head|header|"
    "hr|html|i|img|ins|li|link|main|meta|nav|ol|p|pre|s|script|section|small|span|strike|strong|style|sub|sup|table|tbody|"
    "td|tfoot|th|thead|title|tr|u|ul|xml"
)
_MARKUP = re.compile(
    rf"<(?:/?(?:{_KNOWN}|[a-z]\w{{0,9}}:\w+)(?=[\s/>])[^<>]*|!--[^<>]*|!\[[^<>]*|!doctype[^<>]*)>", re.IGNORECASE
)
_NAME = re.compile(rf"(?:{_KNOWN})\Z")
_LINES = frozenset(
    [
        *("article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul"),
    ]
)
_SILENT = frozenset(["head", "script", "style", "title", "xml"])
_ALONE = frozenset(["br", "col", "hr", "img", "link", "meta"])
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\u200b\ud800-\udfff\ufffe\uffff]")
# Signs that Word puts before the entries of a list; "o" and the private ones are letters of its symbol typefaces.
_BULLET = re.compile(r"^[ \t]*(?:[•·▪●○◦‣⁃§\uf0b7\uf0a7\uf0d8\uf076]|[-*–](?=[ \t])|o(?=\t| {2}))[ \t]*", re.MULTILINE)
_LONE = re.compile(r"<(?![a-zA-Z/][^<>]*>)")  # begins no tag
_OPENED = re.compile(r"-|\d+\.")  # an entry whose words stand in a paragraph of their own
_NUMBERED = re.compile(r"^[ \t]*(\d{1,3}[.)]|[a-z][.)])[ \t]+", re.MULTILINE)


def plain(text: str) -> str:
    """Give plain text: line ends as \\n, "- " before entries of lists, at most one empty line in a row."""
    if _MARKUP.search(text):
        text = _stripped(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    text = _CONTROL.sub("", text).replace("\u2028", "\n").replace("\u2029", "\n").replace("\xa0", " ")
    text = _BULLET.sub("- ", text)
    text = _NUMBERED.sub(r"\1 ", text)
    lines: list[str] = []
    for line in text.split("\n"):
        line = line.replace("\t", " ").rstrip()
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).rstrip("\n")


def is_markup(text: str) -> bool:
    """Tell whether a text was pasted with its markup."""
    return bool(_MARKUP.search(text))


def _stripped(text: str) -> str:
    for start, end in (("<!--", "-->"), ("<!", ">"), ("<?", ">")):
        text = _without(text, start, end)
    reader = _Words()
    reader.feed(_LONE.sub("&lt;", text))
    reader.close()
    return reader.text()


def _without(text: str, start: str, end: str) -> str:
    """Take out comments and declarations; the parser's own way with unclosed ones takes the square of their number."""
    parts = []
    place = 0
    while (found := text.find(start, place)) >= 0 and (last := text.find(end, found + len(start))) >= 0:
        parts.append(text[place:found])
        place = last + len(end)
    return "".join(parts) + text[place:].replace(start, "")


class _Words(HTMLParser):
    """Keeps the words of a document, a line for each block, a bullet for each entry of a list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent: list[str] = []
        self.lists: list[int | None] = []
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ":" in tag or self.silent:
            return
        if not _NAME.match(tag):
            # Not a tag that we know, so perhaps a word that somebody wrote in angle brackets.
            self.parts.append(self.get_starttag_text() or "")
            return
        if tag in _SILENT:
            self.silent.append(tag)
        elif tag == "br" or tag in _LINES:
            self._line()
        if tag in {"ul", "ol"}:
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "tr":
            self.cells = 0
        elif tag in {"td", "th"}:
            if self.cells:
                self.parts.append(" | ")
            self.cells += 1
        elif tag == "li":
            self.parts.append(self._bullet())

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag == self.silent[-1]:
                self.silent.pop()
            return
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        if tag in _LINES and tag not in _ALONE:
            self._line()

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        # In markup line ends are only spaces; a table's cells hold paragraphs that shall not break its row.
        self.parts.append(re.sub(r"[ \t\r\n]+", " ", data))

    def _bullet(self) -> str:
        if not self.lists or self.lists[-1] is None:
            return "- "
        self.lists[-1] += 1
        return f"{self.lists[-1]}. "

    def _line(self) -> None:
        self.parts.append("\n")

    def text(self) -> str:
        """Give the words so far, without spaces at the ends of lines."""
        lines = (line.strip() for line in "".join(self.parts).split("\n"))
        found = [line for line in lines if line]
        # "- " of an entry and the paragraph inside it stand on two lines: join them again.
        joined: list[str] = []
        for line in found:
            if joined and (line.startswith("|") or joined[-1].endswith("|") or _OPENED.fullmatch(joined[-1])):
                joined[-1] = f"{joined[-1]} {line}"
            else:
                joined.append(line)
        return "\n".join(joined)
