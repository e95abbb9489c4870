#!/usr/bin/env python3
"""The daemon at rest: with 500 feeds and 100,000 stored items, the time from start to READY=1 and the
resident memory once it has published and answered a reader."""

import argparse
import statistics
import time

import harness
from harness import MAINSTEM, Daemon, Farm, get, measured, scratch, write_feeds_toml


def start(folder, port, settle):
    with Daemon(folder) as daemon:
        for path in ("feed.atom", "feed.rss", "feed.json"):
            status, _, _ = get(f"http://127.0.0.1:{port}/{path}")
            if status != 200:
                raise SystemExit(f"/{path} answered {status}")
        time.sleep(settle)  # at rest is what is measured: no poll is due for 20 minutes
        return daemon.seconds_to_ready, daemon.memory()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--feeds", type=int, default=500)
    arguments.add_argument("--items", type=int, default=200, help="in each feed")
    arguments.add_argument("--settle", type=float, default=5, help="seconds before memory is read")
    arguments = arguments.parse_args()
    harness.build()
    port = harness.free_port()
    with scratch() as folder:
        with Farm(folder, "--feeds", str(arguments.feeds), "--items", str(arguments.items)) as farm:
            write_feeds_toml(folder, farm.urls, f"127.0.0.1:{port}")
            poll = measured([MAINSTEM, "poll"], folder)
            stored = len(measured([MAINSTEM, "items", "--json"], folder)["output"].splitlines())
            if stored != farm.about["items"]:
                raise SystemExit(f"{farm.about['items']} items were published, {stored} are stored")
            runs = [start(folder, port, arguments.settle) for _ in range(arguments.runs)]
    ready, memory = zip(*runs)
    print(f"{arguments.feeds} feeds, {stored} items, stored in {poll['wall']:.1f} s ({poll['cpu']:.1f} s CPU, peak {poll['memory']:.0f} MB)")
    print(f"medians of {arguments.runs} runs: start to READY {statistics.median(ready) * 1000:.0f} ms, resident {statistics.median(memory):.1f} MB")


if __name__ == "__main__":
    main()
