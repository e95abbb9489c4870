"""Has a reader read a feed, and prints what it shows by then: one JSON list of entries.

Usage: read.py READER URL FOLDER. READER is newsboat, feedparser (which remembers nothing, so that what it has seen is
kept here, by id) or reader (lemon24/reader, of PyPI). FOLDER is where it keeps what it knows between two calls. Run
by the tests in tests/integration/readers.rs.
"""

import json
import pathlib
import sqlite3
import subprocess
import sys


def newsboat(url, folder):
    (folder / "urls").write_text(url + "\n")
    (folder / "config").write_text("")
    files = ["-u", folder / "urls", "-c", folder / "cache.db", "-C", folder / "config"]
    # Without a terminal: reloads all, and ends.
    run = subprocess.run(["newsboat", *files, "-x", "reload", "print-unread"], capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(run.stdout + run.stderr)
    rows = sqlite3.connect(folder / "cache.db").execute(
        "SELECT guid, title, url, content, unread FROM rss_item WHERE NOT deleted ORDER BY id"
    )
    entries = [dict(zip(("id", "title", "url", "text", "unread"), row)) for row in rows]
    unread = sum(entry["unread"] for entry in entries)
    if not run.stdout.startswith(f"{unread} unread"):
        sys.exit(f"newsboat shows {run.stdout!r} and keeps {unread}")
    return entries


def with_feedparser(url, folder):
    import feedparser

    document = feedparser.parse(url)
    if document.bozo:
        sys.exit(f"feedparser: {document.bozo_exception!r}")
    kept = folder / "seen.json"
    seen = json.loads(kept.read_text()) if kept.exists() else {}
    for entry in document.entries:
        text = entry.content[0].value if "content" in entry else entry.summary
        seen[entry.id] = {"id": entry.id, "title": entry.title, "url": entry.get("link"), "text": text}
    kept.write_text(json.dumps(seen))
    return list(seen.values())


def with_reader(url, folder):
    import feedparser_sgmllib
    from reader import make_reader

    # The copy of feedparser in it asks for this by its old name, which its requirements do not bring.
    sys.modules.setdefault("sgmllib", feedparser_sgmllib)
    reader = make_reader(str(folder / "reader.sqlite"))
    reader.add_feed(url, exist_ok=True)
    reader.update_feed(url)
    return [
        {"id": entry.id, "title": entry.title, "url": entry.link, "text": entry.get_content().value}
        for entry in reader.get_entries()
    ]


def main():
    name, url, folder = sys.argv[1:]
    read = {"newsboat": newsboat, "feedparser": with_feedparser, "reader": with_reader}[name]
    print(json.dumps(read(url, pathlib.Path(folder))))


if __name__ == "__main__":
    main()
