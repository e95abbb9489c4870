#!/usr/bin/env python3
"""One polling cycle over a thousand local feeds, beside a bare client that only downloads them.

cold: an empty store. warm: every feed answers 304. typical: every tenth feed has two new items.
After each cycle every item of every feed must be in the store."""

import argparse
import json

import harness
from harness import FARM, MAINSTEM, Farm, measured, median, scratch, write_feeds_toml


def stored_items(folder):
    output = measured([MAINSTEM, "items", "--json"], folder)["output"]
    return sum(1 for _ in output.splitlines())


def check_stored(folder, expected):
    found = stored_items(folder)
    if found != expected:
        raise SystemExit(f"{expected} items were published, {found} are stored")


def bare(farm, folder):
    run = measured([FARM, "fetch", "--list", farm.list, "--memory", folder / "memory.json"], folder)
    run["answers"] = json.loads(run["output"])
    return run


def cycle(farm, published):
    """One run of each kind, each after the same by the bare client, on a fresh store."""
    runs = {}
    with scratch() as folder:
        write_feeds_toml(folder, farm.urls)
        for kind in ("cold", "warm", "typical"):
            if kind == "typical":
                published += farm.ask("change")["new_items"]
            theirs = bare(farm, folder)
            farm.ask("tally")
            ours = measured([MAINSTEM, "poll"] + ([] if kind == "cold" else ["--force"]), folder)
            tally = farm.ask("tally")
            for answer in ("full", "not_modified"):
                if tally[answer] != theirs["answers"][answer]:
                    raise SystemExit(f"{kind}: the bare client got {theirs['answers']}, mainstem {tally}")
            check_stored(folder, published)
            runs[kind] = (ours, theirs)
        disk = sum(path.stat().st_size for path in folder.glob("mainstem.db*")) / 1e6
    return runs, disk


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--feeds", type=int, default=1000)
    arguments = arguments.parse_args()
    harness.build()
    with scratch() as folder, Farm(folder, "--feeds", str(arguments.feeds)) as farm:
        print(json.dumps(farm.about))
        all_runs = [cycle(farm, farm.about["items"]) for _ in range(arguments.runs)]
    print(f"medians of {arguments.runs} runs; nothing lost; store on disk {all_runs[-1][1]:.0f} MB\n")
    print("| cycle | wall s | CPU s | peak MB | bare: wall s | CPU s | peak MB | CPU ratio |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for kind in ("cold", "warm", "typical"):
        ours, theirs = ([runs[kind][side] for runs, _ in all_runs] for side in (0, 1))
        cells = [f"{median(side, figure):.2f}" for side in (ours, theirs) for figure in ("wall", "cpu", "memory")]
        ratio = median(ours, "cpu") / max(median(theirs, "cpu"), 0.001)
        print(f"| {kind} | {' | '.join(cells)} | {ratio:.1f}× |")


if __name__ == "__main__":
    main()
