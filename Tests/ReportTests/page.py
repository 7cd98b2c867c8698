#!/usr/bin/env python3
"""Reads a report page as strict XML and as HTML, and says what is on it or what is wrong with it.

Prints a line for each heading, table cell, text of a drawing and title, as `tag text`; ends with 1
and a sentence where the page is not well-formed, or needs anything but itself.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

SHOWN = {"h1", "h2", "h3", "th", "td", "text", "title", "p", "dt", "dd", "summary", "small"}
VOID = {"meta", "br", "hr", "link", "img", "input", "col"}


def fail(words):
    print(words, file=sys.stderr)
    sys.exit(1)


class Balance(HTMLParser):
    """Every tag that opens closes, in order, as a browser sees it."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        if len(names) != len(set(names)):
            fail(f"<{tag}> has an attribute twice")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            fail(f"</{tag}> closes what is not open")


text = open(sys.argv[1], encoding="utf-8").read()
if not text.startswith("<!DOCTYPE html>\n"):
    fail("does not begin with the document type")
for word in ("http:", "https:", "//", "@import", "url(", "<script", "javascript:"):
    if word in text.lower():
        fail(f"holds '{word}'")
for word in ("nan", "inf", "undefined", "optional("):
    if re.search(rf"[>\"' ,]{re.escape(word)}[<\"' ,]", text.lower()):
        fail(f"shows '{word}'")
balance = Balance()
balance.feed(text)
balance.close()
if balance.open:
    fail(f"not closed: {balance.open}")
root = ElementTree.fromstring(text.split("\n", 1)[1])
identifiers = [node.get("id") for node in root.iter() if node.get("id")]
if len(identifiers) != len(set(identifiers)):
    fail("an id is there twice")
for node in root.iter():
    for name, value in node.attrib.items():
        if name in ("src", "href") and not value.startswith("#"):
            fail(f"{node.tag} refers to {value}")
        if name.startswith("on"):
            fail(f"{node.tag} has a handler")
        if name in ("d", "points") and not re.fullmatch(r"[-0-9. MLHVZ,]*", value):
            fail(f"{node.tag} {name}={value[:60]}")
        if name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height"):
            if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?%?", value):
                fail(f"{node.tag} {name}={value}")
    if node.tag in SHOWN:
        print(node.tag, " ".join("".join(node.itertext()).split()))
