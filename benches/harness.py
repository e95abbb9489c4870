"""What the scripts in this folder share: building, the feed farm, the daemon, measuring a process."""

import contextlib
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target")) / "release"
MAINSTEM = TARGET / "mainstem"
FARM = TARGET / "examples" / "farm"


def need(*tools):
    """Ends with a message where a command is missing."""
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        sys.exit(f"{sys.argv[0]} needs {', '.join(missing)} (Debian: apt-get install {' '.join(missing)})")


def build():
    """The program and the farm, in the release profile."""
    need("cargo")
    subprocess.run(["cargo", "build", "--quiet", "--release", "--bin", "mainstem", "--example", "farm"], cwd=PROJECT, check=True)


@contextlib.contextmanager
def scratch():
    with tempfile.TemporaryDirectory(prefix="mainstem-bench-") as folder:
        yield Path(folder)


class Farm:
    """The feed farm as a process of its own; `about` is what it says of itself."""

    def __init__(self, folder, *options, task="serve"):
        self.list = folder / "urls.txt"
        # Items of the last days, so that nothing ages out while it is measured.
        command = [FARM, task, "--list", self.list, "--now", str(int(time.time())), *options]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.about = self._answer()
        self.urls = self.list.read_text().split()

    def ask(self, command):
        print(command, file=self.process.stdin, flush=True)
        return self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else sys.exit("the farm ended early; its message is above")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def write_feeds_toml(folder, urls, listen="127.0.0.1:7070", schedule="every 20m"):
    """A feeds.toml for a farm, with manners switched off: the farm is ours."""
    feeds = "".join(f'\n[[feed]]\nurl = "{url}"\n' for url in urls)
    (folder / "feeds.toml").write_text(
        f'[server]\nlisten = "{listen}"\n\n[store]\npath = "mainstem.db"\n\n'
        "[fetch]\nconcurrency = 64\nper_host = 64\nhost_gap = \"0s\"\nallow_private_networks = true\n\n"
        f'[defaults]\nschedule = "{schedule}"\n{feeds}'
    )


def measured(command, folder):
    """Runs a command to its end: wall and CPU seconds, peak memory in MB, standard output."""
    report = folder / "measured.txt"
    launcher = [sys.executable, "-I", "-S", PROJECT / "benches" / "measure.py", report]
    done = subprocess.run(launcher + command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    wall, cpu, peak_kb, status = map(float, report.read_text().split())
    if status != 0:
        sys.exit(f"{command} ended with {status:.0f}:\n{done.stderr[-2000:]}")
    return {"wall": wall, "cpu": cpu, "memory": peak_kb / 1024, "output": done.stdout}


def median(runs, figure):
    return statistics.median(run[figure] for run in runs)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Daemon:
    """`mainstem run` in a folder with a feeds.toml; `seconds_to_ready` is from start to READY=1."""

    def __init__(self, folder, patience=60):
        path = folder / "notify.sock"
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
            notices.bind(str(path))
            notices.settimeout(patience)
            self.log = open(folder / "daemon.log", "ab")
            begun = time.monotonic()
            self.process = subprocess.Popen(
                [MAINSTEM, "run"], cwd=folder, stdout=self.log, stderr=self.log,
                env={**os.environ, "NOTIFY_SOCKET": str(path)},
            )
            while b"READY=1" not in notices.recv(4096).splitlines():
                pass
            self.seconds_to_ready = time.monotonic() - begun

    def memory(self, kind="VmRSS"):
        """Resident memory in MB; `VmHWM` is the most there was."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith(kind))
        return int(line.split()[1]) / 1024

    def cpu(self):
        """CPU seconds, user's and system's."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.log.close()


def get(url, **headers):
    """Status, headers and body; 304 is an answer like any other."""
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status, reply.headers, reply.read()
    except urllib.error.HTTPError as reply:
        return reply.code, reply.headers, reply.read()
