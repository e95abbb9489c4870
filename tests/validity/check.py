"""Says what is not valid in the documents of a folder, and what validators warn of.

Usage: check.py FOLDER. Atom is held against tests/schemas/atom.rng by xmllint, JSON Feed against
tests/schemas/feed.schema.json; what the formats ask for in prose is checked here, and feedparser has to read all of
it without a word. Prints a line for each fault, and at the end how many documents of each format were checked. Ends with
1 where there is a fault, or where a format is missing.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as etree
from html.parser import HTMLParser

import feedparser
import jsonschema

HERE = pathlib.Path(__file__).parent
SCHEMAS = HERE.parent / "schemas"
ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
# RFC 822 with the year of RFC 2822, in the one zone that we write.
RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000")
MEDIA_TYPE = re.compile(r"[^\s/;]+/[^\s/;]+(\s*;.*)?")
PLACES = "{http://www.georss.org/georss}"
# How many numbers each shape of GeoRSS has at least, and at most where there is a limit.
SHAPES = {"point": (2, 2), "line": (4, None), "polygon": (8, None), "box": (4, 4)}
PODCAST = "{https://podcastindex.org/namespace/1.0}"
RISKY = {"script", "iframe", "object", "embed", "style", "meta", "link", "base", "form", "frame", "applet"}


class Markup(HTMLParser):
    """Collects what a reader must not be given."""

    def __init__(self, text):
        super().__init__()
        self.faults = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag in RISKY:
            self.faults.append(f"<{tag}> in the text")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"{name}= in the text")
            if name in ("href", "src", "cite") and not SCHEME.fullmatch(value or ""):
                self.faults.append(f"{name}={value!r} is not absolute")


def places(entry):
    """What GeoRSS asks of the place of an entry or item."""
    for place in entry.iter():
        if not str(place.tag).startswith(PLACES):
            continue
        least, most = SHAPES[place.tag.removeprefix(PLACES)]
        numbers = [float(number) for number in place.text.split(" ")]
        if len(numbers) < least or len(numbers) > (most or len(numbers)) or len(numbers) % 2:
            yield f"{place.tag} of {len(numbers)} numbers"
        if any(abs(lat) > 90 for lat in numbers[::2]) or any(abs(lon) > 180 for lon in numbers[1::2]):
            yield f"{place.tag} is not on the earth: {place.text}"
        if place.tag == f"{PLACES}polygon" and numbers[:2] != numbers[-2:]:
            yield "a polygon that is open"


def episodes(entry):
    """What Podcasting 2.0 asks of an entry or item."""
    for file in [*entry.findall(f"{PODCAST}transcript"), *entry.findall(f"{PODCAST}chapters")]:
        if not SCHEME.fullmatch(file.get("url")) or not MEDIA_TYPE.fullmatch(file.get("type")):
            yield f"{file.tag} {file.attrib}"
    for person in entry.findall(f"{PODCAST}person"):
        if not (person.text or "").strip() or not person.get("role", "host").strip():
            yield "a person without a name or a role"


def repeated(values):
    return [value for value, count in collections.Counter(values).items() if count > 1]


def atom(text):
    """What RFC 4287, RFC 5005 and the W3C's validator ask of a feed beside its grammar."""
    feed = etree.fromstring(text)
    entries = feed.findall(f"{ATOM}entry")
    links = collections.Counter(link.get("rel", "alternate") for link in feed.findall(f"{ATOM}link"))
    if links["self"] != 1:
        yield "no link to itself"
    if feed.find(f"{HISTORY}archive") is not None:
        if not links["current"] or not (links["prev-archive"] or links["next-archive"]):
            yield "an archive without its links"
        if feed.find(f"{ATOM}generator") is not None:
            yield "an archive that changes with the program"
    for name in ("id", "updated"):
        for value in repeated(entry.findtext(f"{ATOM}{name}") for entry in entries):
            yield f"{name} {value} stands twice"
    for entry in entries:
        yield from atom_entry(entry, feed)


def atom_entry(entry, feed):
    links = entry.findall(f"{ATOM}link")
    content = entry.find(f"{ATOM}content")
    authors = [entry, feed, *entry.findall(f"{ATOM}source")]
    if all(place.find(f"{ATOM}author") is None for place in authors):
        yield "an entry without an author"
    alternates = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"]
    if content is None and not alternates:
        yield "an entry with neither a text nor a link"
    if repeated(alternates):
        yield "two links that say the same"
    if content is None and entry.find(f"{ATOM}summary") is None:
        yield "an entry that says nothing"
    for link in links:
        if not SCHEME.fullmatch(link.get("href")):
            yield f"{link.get('href')!r} is not absolute"
        if link.get("title") is not None and not link.get("title").strip():
            yield "a link with an empty title"
    for name in ("id", "title"):
        if not entry.findtext(f"{ATOM}{name}").strip():
            yield f"an empty {name}"
    if not SCHEME.fullmatch(entry.findtext(f"{ATOM}id")):
        yield "an id that is no URI"
    if content is not None:
        yield from Markup(content.text or "").faults
    yield from places(entry)
    yield from episodes(entry)


def rss(text):
    """What RSS 2.0, the RSS profile and the W3C's validator ask of a feed."""
    root = etree.fromstring(text)
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0":
        yield "no RSS 2.0"
    for name in ("title", "link", "description"):
        if not (channel.findtext(name) or "").strip():
            yield f"no {name}"
    if not any(link.get("rel") == "self" for link in channel.findall(f"{ATOM}link")):
        yield "no link to itself"
    if not RFC822.fullmatch(channel.findtext("lastBuildDate")):
        yield "lastBuildDate"
    items = channel.findall("item")
    for value in repeated(item.findtext("guid") for item in items):
        yield f"guid {value} stands twice"
    for item in items:
        yield from rss_item(item)


def rss_item(item):
    names = [child.tag for child in item]
    for name in ("title", "link", "description", "guid", "pubDate", "source", "enclosure", f"{CONTENT}encoded"):
        if names.count(name) > 1:
            yield f"{name} stands twice"
    if "title" not in names or "description" not in names or "author" in names:
        yield f"an item of {names}"
    if f"{CONTENT}encoded" in names and names.index("description") > names.index(f"{CONTENT}encoded"):
        yield "a description after the text"
    if item.find("guid").get("isPermaLink") != "false":
        yield "a guid that calls itself a link"
    if not RFC822.fullmatch(item.findtext("pubDate")):
        yield f"pubDate {item.findtext('pubDate')}"
    link = item.findtext("link")
    if link is not None and not (SCHEME.fullmatch(link) and link.isascii()):
        yield f"link {link!r}"
    source = item.find("source")
    if not SCHEME.fullmatch(source.get("url")) or not source.text.strip():
        yield "a source without its address or its name"
    for file in item.findall("enclosure"):
        if not file.get("length").isdigit() or not MEDIA_TYPE.fullmatch(file.get("type")):
            yield f"enclosure {file.attrib}"
        if not file.get("url").startswith(("http://", "https://")):
            yield f"enclosure {file.attrib}"
    yield from places(item)
    yield from episodes(item)
    for name in ("description", f"{CONTENT}encoded"):
        yield from Markup(item.findtext(name) or "").faults


def json_feed(text):
    feed = json.loads(text)
    schema = json.loads((SCHEMAS / "feed.schema.json").read_text())
    for error in jsonschema.Draft202012Validator(schema).iter_errors(feed):
        yield f"{error.json_path}: {error.message[:200]}"
    for value in repeated(item["id"] for item in feed["items"]):
        yield f"id {value} stands twice"
    for item in feed["items"]:
        yield from Markup(item.get("content_html", "")).faults


def read(path):
    """What feedparser has to say of a document of XML."""
    parsed = feedparser.parse(path.read_bytes(), sanitize_html=False)
    if parsed.bozo:
        yield f"feedparser: {parsed.bozo_exception!r}"


def grammar(files):
    """What xmllint has to say, a hundred documents at a time."""
    for at in range(0, len(files), 100):
        command = ["xmllint", "--noout", "--relaxng", SCHEMAS / "atom.rng", *files[at : at + 100]]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            yield from (line for line in run.stderr.splitlines() if not line.endswith("validates"))


def main():
    folder = pathlib.Path(sys.argv[1])
    rules = {".atom": atom, ".rss": rss, ".json": json_feed}
    counts = collections.Counter()
    faults = list(grammar(sorted(folder.glob("*.atom"))))
    for path in sorted(folder.iterdir()):
        if path.suffix not in rules:
            continue
        counts[path.suffix] += 1
        found = list(rules[path.suffix](path.read_bytes()))
        if path.suffix != ".json":
            found += read(path)
        faults += [f"{path.name}: {fault}" for fault in found]
    print("\n".join(faults))
    print(json.dumps({"checked": counts, "faults": len(faults)}))
    return 1 if faults or len(counts) < len(rules) else 0


if __name__ == "__main__":
    sys.exit(main())
