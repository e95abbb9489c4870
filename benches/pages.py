#!/usr/bin/env python3
"""How long pages take, first byte to last, with 500 feeds and 100,000 stored items: made anew for the
request, and handed out again; and how large they are in gzip."""

import argparse
import re
import statistics
import time

import harness
from harness import MAINSTEM, Daemon, Farm, get, measured, scratch, write_feeds_toml


def milliseconds(url):
    begun = time.perf_counter()
    status, _, body = get(url, Accept_Encoding="gzip")
    if status != 200:
        raise SystemExit(f"{url} answered {status}")
    return (time.perf_counter() - begun) * 1000, len(body)


def p95(times):
    return statistics.quantiles(times, n=20)[-1]


def row(name, urls, again):
    """`urls` are pages that nobody has asked for yet, all of one kind."""
    made = [milliseconds(url) for url in urls]
    held = [milliseconds(url)[0] for url in urls for _ in range(again)]
    print(f"| {name} | {p95([took for took, _ in made]):.1f} | {p95(held):.1f} | {max(size for _, size in made) / 1000:.1f} |")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=200, help="of each kind")
    arguments = arguments.parse_args()
    harness.build()
    port = harness.free_port()
    base = f"http://127.0.0.1:{port}/"
    with scratch() as folder:
        with Farm(folder, "--feeds", "500", "--items", "200") as farm:
            write_feeds_toml(folder, farm.urls, f"127.0.0.1:{port}")
            with (folder / "feeds.toml").open("a") as more:
                more.write("\n[page]\nimages = \"off\"\n")
            text = (folder / "feeds.toml").read_text().replace('schedule = "every 20m"', 'schedule = "@daily"\nflood = "publish"')
            (folder / "feeds.toml").write_text(text)
            measured([MAINSTEM, "poll", "--force"], folder)
        with Daemon(folder):
            pages = [get(f"{base}?before={100_000 - 100 * n}")[2].decode() for n in range(3)]
            stories = sorted({story for page in pages for story in re.findall(r'href="/(story/\d+)"', page)})
            page = pages[-1]
            words = re.findall(r"[a-z]{5,}", re.sub(r"<[^>]*>", " ", page))
            searches = [f"search?q={word}" for word in dict.fromkeys(words)]
            print("| page | made, p95 ms | held, p95 ms | gzip, kB |\n| --- | ---: | ---: | ---: |")
            # Beyond the last place: the newest stories, each time at an address that nobody has asked for.
            row("river", [f"{base}?before={10 ** 6 + n}" for n in range(arguments.pages)], 5)
            row("source", [f"{base}source/{n + 1}" for n in range(min(arguments.pages, 500))], 5)
            row("story", [base + story for story in stories[: arguments.pages]], 5)
            row("search", [base + search for search in searches[: arguments.pages]], 5)
            row("sources", [f"{base}sources"] * arguments.pages, 1)


if __name__ == "__main__":
    main()
