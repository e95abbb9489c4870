"""measure.py REPORT COMMAND…: runs a command and writes its wall seconds, CPU seconds, peak memory in
KB and exit status to REPORT.

A process of its own, and one that imports next to nothing: a child counts the memory of its parent as its
own until it becomes another program, so the parent must be smaller than what is measured."""

import os
import sys
import time

report, command = sys.argv[1], sys.argv[2:]
begun = time.monotonic()
child = os.posix_spawn(command[0], command, os.environ)
_, status, usage = os.wait4(child, 0)
wall = time.monotonic() - begun
with open(report, "w") as file:
    file.write(f"{wall} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss} {os.waitstatus_to_exitcode(status)}")
