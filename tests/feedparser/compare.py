"""Compares what mainstem and Python's feedparser read in every document of a folder.

Usage: compare.py MAINSTEM FOLDER. FOLDER has a manifest.jsonl with a `file` a line. Prints a line for each difference, and
at the end one JSON object with counts. Run by the test `real_documents_are_read_as_feedparser_reads_them`; what
differs and why is told in docs/notes/feedparser.md.
"""

import calendar
import collections
import html
import json
import pathlib
import re
import subprocess
import sys
import time

import feedparser

# What all documents are said to be from.
BASE = "https://feeds.example/dir/feed.xml"


def plain(value, media_type):
    """A title as it is shown: without tags, with references resolved, on one line."""
    if "html" in media_type:
        value = html.unescape(re.sub(r"<[^>]*>", "", value))
    return " ".join(value.split())


def by_mainstem(mainstem, path):
    run = subprocess.run([mainstem, "parse", "--base", BASE, path], capture_output=True, check=False)
    document = json.loads(run.stdout)
    return [
        {
            "title": plain(entry["title"]["value"], entry["title"]["type"]) if "title" in entry else "",
            "link": entry.get("link", ""),
            "date": seconds(entry.get("published") or entry.get("updated")),
        }
        for entry in document.get("entries", [])
    ]


def seconds(moment):
    return calendar.timegm(time.strptime(moment, "%Y-%m-%dT%H:%M:%SZ")) if moment else None


def by_feedparser(path):
    document = feedparser.parse(path.read_bytes(), response_headers={"content-location": BASE})
    return document.version, [one(entry) for entry in document.entries]


def one(entry):
    # `in`, because asking for a missing `updated_parsed` gives `published_parsed`, with a warning.
    dates = [entry[name] for name in ("published_parsed", "updated_parsed") if name in entry]
    dates = [date for date in dates if date]
    title = entry.get("title_detail", {})
    # It gives the proxy's address as the link and the publisher's beside it; and any id as the link of an
    # entry without one.
    link = entry.get("feedburner_origlink") or entry.get("pheedo_origlink") or entry.get("link", "")
    return {
        "title": plain(title.get("value", ""), title.get("type", "")),
        "link": link if link.startswith(("http://", "https://")) else "",
        "date": calendar.timegm(dates[0]) if dates else None,
    }


def main(mainstem, folder):
    folder = pathlib.Path(folder)
    files = [json.loads(line)["file"] for line in (folder / "manifest.jsonl").read_text().splitlines()]
    counts = collections.Counter(documents=0, entries=0, count=0, title=0, link=0, date=0)
    for file in files:
        version, theirs = by_feedparser(folder / file)
        if not version and not theirs:
            continue  # feedparser knows no JSON Feed, and no web pages
        counts["documents"] += 1
        ours = by_mainstem(mainstem, folder / file)
        if len(ours) != len(theirs):
            counts["count"] += 1
            print(f"{file}: {len(ours)} entries, feedparser {len(theirs)}")
            continue
        for number, (mine, other) in enumerate(zip(ours, theirs)):
            counts["entries"] += 1
            for what in ("title", "link", "date"):
                if mine[what] != other[what]:
                    counts[what] += 1
                    print(f"{file} {number}: {what} {mine[what]!r}, feedparser {other[what]!r}")
    print(json.dumps(counts))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
