#!/usr/bin/env python3
"""A hundred thousand feeds and five million stored items: what filling the store takes, and what the
daemon needs afterwards while it polls all of them, mostly for a 304, a few times over.

Time runs faster here by `--faster`: with the default, an hour of polling takes twelve minutes, and the
daemon has five times as much to do in a second as it would have with feeds that are polled hourly. The
feeds that missed their moment while the daemon was not there are first left their ten minutes.

What is filled in within the hour is dated back, as if it had come in over `--days`: most of it is too old to
be compared with what comes in, as in any store that is years old.

With `--folder` the store is kept there and found again by the next run, with the same port and figures."""

import argparse
import contextlib
import random
import re
import sqlite3
import statistics
import time
from pathlib import Path

import harness
from harness import MAINSTEM, Daemon, Farm, get, measured, scratch, write_feeds_toml


MEASURED = ("poll_lateness_seconds", "publication_duration_seconds")


def histogram(metrics, name):
    """Upper bounds with how many lie at or below them."""
    found = re.findall(rf'^mainstem_{name}_bucket{{le="([^"]+)"}} (\d+)', metrics, re.MULTILINE)
    return [(float(bound.replace("+Inf", "inf")), int(count)) for bound, count in found]


def since(before, buckets):
    """What was added to a histogram."""
    return [(bound, count - dict(before).get(bound, 0)) for bound, count in buckets]


def bound_of(buckets, share):
    """The bound that so large a share lies at or below."""
    total = buckets[-1][1]
    return next((bound for bound, count in buckets if count >= share * total), float("nan"))


def metrics(base):
    return get(f"{base}metrics")[2].decode()


def searched(base, words):
    times = []
    for word in words:
        begun = time.perf_counter()
        status, _, _ = get(f"{base}search?q={word}")
        if status != 200:
            raise SystemExit(f"a search for {word} was answered with {status}")
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def words_of(folder, count):
    """Words of what is stored, and pairs of them, as people type them."""
    some = measured([MAINSTEM, "items", "--limit", "400"], folder)["output"]
    words = sorted(set(re.findall(r"[a-z]{4,}", some.lower())))
    chance = random.Random(1)
    chance.shuffle(words)
    single = words[: count // 2]
    pairs = [f"{one}+{other}" for one, other in zip(words[count // 2 : count], words[count : 2 * count])]
    return single + pairs


def fill(folder, farm):
    poll = measured([MAINSTEM, "poll"], folder)
    size = sum(path.stat().st_size for path in folder.glob("mainstem.db*")) / 1e9
    print(f"filled: {poll['wall']:.0f} s, {poll['cpu']:.0f} s of CPU, peak {poll['memory']:.0f} MB, {size:.1f} GB on disk", flush=True)
    return farm.ask("tally")


def date_back(folder, days):
    """Spreads what is stored over the days before, in the order in which it came in. In steps of an hour: the items
    of a feed came in at once, and a minute apart they would be a feed that has fallen silent since."""
    begun = time.perf_counter()
    with contextlib.closing(sqlite3.connect(folder / "mainstem.db", isolation_level=None)) as store:
        for table, number, dates in [
            ("stories", "id", ["surfaced_s"]),
            ("items", "id", ["first_seen_s", "changed_s"]),
            ("prints", "item", ["seen_s"]),
        ]:
            (last,) = store.execute(f"SELECT max({number}) FROM {table}").fetchone()
            shift = f"{days * 24} * ({last} - {number}) / {last} * 3600"
            # What is only stored is due at the end of time, and stays so.
            then = ", ".join(f"{date} = iif({date} < {time.time():.0f}, {date} - {shift}, {date})" for date in dates)
            store.execute(f"UPDATE {table} SET {then}")
    print(f"dated back over {days} days: {time.perf_counter() - begun:.0f} s", flush=True)


def watch(daemon, minutes):
    """The most memory and the CPU seconds of some minutes."""
    begun, peak = daemon.cpu(), 0
    until = time.monotonic() + minutes * 60
    while time.monotonic() < until:
        time.sleep(1)
        peak = max(peak, daemon.memory())
    return peak, daemon.cpu() - begun


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--feeds", type=int, default=100_000)
    arguments.add_argument("--items", type=int, default=50, help="in each feed")
    arguments.add_argument("--hours", type=float, default=2, help="of polling, as the feeds count them")
    arguments.add_argument("--days", type=int, default=60, help="that the items came in over")
    arguments.add_argument("--faster", type=int, default=5, help="how many times faster hours pass")
    arguments.add_argument("--settle", type=float, default=11, help="minutes to catch up after the start")
    arguments.add_argument("--folder", type=Path, help="keep the store here")
    arguments.add_argument("--port", type=int, default=0, help="of the feeds; the daemon takes the next one")
    arguments = arguments.parse_args()
    harness.build()
    port = arguments.port + 1 if arguments.port else harness.free_port()
    base = f"http://127.0.0.1:{port}/"
    cycle = 3600 // arguments.faster
    options = ["--feeds", str(arguments.feeds), "--items", str(arguments.items), "--edition", str(10 * cycle), "--port", str(arguments.port)]
    ground = contextlib.nullcontext(arguments.folder) if arguments.folder else scratch()
    with ground as folder, Farm(folder, *options, task="wide") as farm:
        write_feeds_toml(folder, farm.urls, f"127.0.0.1:{port}", f"every {cycle // 60}m")
        if not (folder / "mainstem.db").exists():
            print(fill(folder, farm), flush=True)
            date_back(folder, arguments.days)
        with Daemon(folder, patience=600) as daemon:
            print(f"start to READY {daemon.seconds_to_ready:.1f} s, resident {daemon.memory():.0f} MB", flush=True)
            caught_up, _ = watch(daemon, arguments.settle)
            print(f"caught up with what was missed: resident at most {caught_up:.0f} MB; {farm.ask('tally')}", flush=True)
            before = [histogram(metrics(base), name) for name in MEASURED]
            minutes = arguments.hours * 60 / arguments.faster
            peak, cpu = watch(daemon, minutes)
            after = [histogram(metrics(base), name) for name in MEASURED]
            late, published = (since(*pair) for pair in zip(before, after))
            print(f"{minutes:.0f} min: {cpu:.0f} s of CPU, resident at most {peak:.0f} MB; {farm.ask('tally')}")
            print(f"polls began late by at most: p50 {bound_of(late, 0.5):.0f} s, p99 {bound_of(late, 0.99):.0f} s, all {bound_of(late, 1):.0f} s, of {late[-1][1]}")
            print(f"published {published[-1][1]} times, within (s): p50 {bound_of(published, 0.5):.2f}, p99 {bound_of(published, 0.99):.2f}")
            print(f"resident {daemon.memory():.0f} MB at the end, {daemon.memory('VmHWM'):.0f} MB at most since the start", flush=True)
            words = words_of(folder, 200)
            median, p95 = searched(base, words)
            print(f"search while polling, {len(words)} of one and of two words: median {median:.1f} ms, p95 {p95:.1f} ms")


if __name__ == "__main__":
    main()
