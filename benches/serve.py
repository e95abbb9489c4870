#!/usr/bin/env python3
"""/feed.atom by `wrk -t1 -c32`, beside nginx serving the same bytes as a file: 200 as it is, 200 with
gzip (nginx: gzip_static), and 304."""

import argparse
import re
import statistics
import subprocess
import time

import harness
from harness import MAINSTEM, Daemon, Farm, get, measured, scratch, write_feeds_toml

NGINX = """
worker_processes auto; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on; gzip_static on; keepalive_requests 100000000;
  open_file_cache max=10;
  types {{ application/atom+xml atom; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
}}
"""


def start_nginx(folder, port, address):
    """nginx with what the daemon serves, byte for byte."""
    root = folder / "www"
    root.mkdir()
    (root / "feed.atom").write_bytes(get(address, Accept_Encoding="identity")[2])
    (root / "feed.atom.gz").write_bytes(get(address, Accept_Encoding="gzip")[2])
    # Workers of a master started by root become another user, who must reach the folder.
    folder.chmod(0o755)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    process = subprocess.Popen(["nginx", "-e", folder / "nginx.log", "-c", folder / "nginx.conf"])
    for _ in range(100):
        if (folder / "nginx.pid").exists() or process.poll() is not None:
            break
        time.sleep(0.05)
    return process


def requests_a_second(address, headers, seconds, status):
    found = get(address, **headers)[0]
    if found != status:
        raise SystemExit(f"{address} with {headers} answered {found}, not {status}")
    options = [option for name, value in headers.items() for option in ("-H", f"{name.replace('_', '-')}: {value}")]
    command = ["wrk", "-t1", "-c32", f"-d{seconds}s", *options, address]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # wrk counts 304 as good: only statuses from 400 on are its errors.
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(output)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])


def compare(ours, theirs, arguments):
    print("| answer | mainstem/s | nginx/s | ratio |\n| --- | --- | --- | --- |")
    for name, coding, status in (("200", "identity", 200), ("200 gzip", "gzip", 200), ("304", "gzip", 304)):
        rates = []
        for address in (ours, theirs):
            headers = {"Accept_Encoding": coding}
            if status == 304:
                headers["If_None_Match"] = get(address, **headers)[1]["ETag"]
            runs = [requests_a_second(address, headers, arguments.seconds, status) for _ in range(arguments.runs)]
            rates.append(statistics.median(runs))
        print(f"| {name} | {rates[0]:.0f} | {rates[1]:.0f} | {rates[0] / rates[1]:.2f}× |")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--seconds", type=int, default=5, help="of each run")
    arguments = arguments.parse_args()
    harness.need("wrk", "nginx")
    harness.build()
    ports = harness.free_port(), harness.free_port()
    ours, theirs = (f"http://127.0.0.1:{port}/feed.atom" for port in ports)
    with scratch() as folder:
        with Farm(folder, "--feeds", "50") as farm:
            write_feeds_toml(folder, farm.urls, f"127.0.0.1:{ports[0]}")
            measured([MAINSTEM, "poll"], folder)
        with Daemon(folder):
            nginx = start_nginx(folder, ports[1], ours)
            try:
                print(f"/feed.atom: {len(get(ours, Accept_Encoding='identity')[2])} bytes; medians of {arguments.runs} runs of {arguments.seconds} s")
                compare(ours, theirs, arguments)
            finally:
                nginx.terminate()
                nginx.wait()


if __name__ == "__main__":
    main()
