#!/usr/bin/env python3
"""The dashboard from outside, in a terminal of its own: first frame, key to screen, idle cost, memory.

    terminal.py [--picture S] [--keys N] [--gap MS] [--busy KEY] [--settle S] [--idle S] [--size COLSxROWS] -- COMMAND [ARG ...]

first_frame_ms   from the start of the program to the first bytes it draws
picture_ms       with --picture S: to the next bytes it draws, which are the first picture of what is stored; until then
                 it says that it is reading. Waits S seconds for it
key_ms           from a key (j and k in turn, every --gap ms) to the first bytes after it: median, 99 in 100, worst.
                 --busy KEY is pressed before, R for instance, so that the keys fall into a refresh; without --settle
                 they also fall into the time in which the engine puts together what is stored
idle             after --settle seconds without a key: processor time in per cent of one core, and wake-ups a second
memory_mib       what it holds at the end, and at most

Prints one line of JSON. Needs Linux (/proc) and Python alone. Times are only worth something on a quiet machine; the
processor time of --idle is on any.
"""
import argparse
import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time


# The first frame comes in several writes; no picture comes as soon as this.
FRAME = 0.08


def start(command, columns, rows):
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS=str(columns), LINES=str(rows))
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    return pid, terminal


def wait(terminal, seconds):
    """When the program next wrote something, or none within that time."""
    if not select.select([terminal], [], [], max(0, seconds))[0]:
        return None
    try:
        return time.monotonic() if os.read(terminal, 1 << 16) else None
    except OSError:
        sys.exit("the program has ended")


def drain(terminal, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        wait(terminal, end - time.monotonic())


def press(terminal, keys, gap):
    delays = []
    for at in range(keys):
        drain(terminal, gap)
        pressed = time.monotonic()
        os.write(terminal, b"jk"[at % 2 : at % 2 + 1])
        drawn = wait(terminal, 5)
        delays.append(5000 if drawn is None else 1000 * (drawn - pressed))
    delays.sort()
    share = lambda part: round(delays[min(keys - 1, int(keys * part))], 2)
    return {"median": share(0.5), "p99": share(0.99), "max": share(1), "keys": keys}


def spent(pid):
    """Seconds of processor time and times woken, by thread."""
    threads = {}
    for thread in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{thread}/schedstat") as times, open(f"/proc/{pid}/task/{thread}/status") as status:
                woken = next(line for line in status if line.startswith("voluntary"))
                threads[thread] = (int(times.read().split()[0]) / 1e9, int(woken.split()[1]))
        except FileNotFoundError:
            pass
    return threads


def idle(pid, terminal, seconds):
    before = spent(pid)
    drain(terminal, seconds)
    # A thread that was not there before starts at nought; one that has gone is not counted.
    since = [(cpu - before.get(t, (0, 0))[0], woken - before.get(t, (0, 0))[1]) for t, (cpu, woken) in spent(pid).items()]
    cpu, woken = (sum(one[part] for one in since) / seconds for part in (0, 1))
    return {"cpu_percent": round(100 * cpu, 3), "wakeups_s": round(woken, 2), "seconds": seconds}


def memory(pid):
    with open(f"/proc/{pid}/status") as status:
        lines = dict(line.split(":", 1) for line in status)
    return {name: round(int(lines[key].split()[0]) / 1024, 1) for name, key in (("now", "VmRSS"), ("most", "VmHWM"))}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--keys", type=int, default=0)
    options.add_argument("--gap", type=float, default=20)
    options.add_argument("--busy", default="")
    options.add_argument("--picture", type=float, default=0)
    options.add_argument("--settle", type=float, default=0)
    options.add_argument("--idle", type=float, default=0)
    options.add_argument("--size", default="120x40")
    options.add_argument("command", nargs=argparse.REMAINDER)
    given = options.parse_args()
    command = given.command[1:] if given.command[:1] == ["--"] else given.command
    if not command:
        options.error("no command")
    began = time.monotonic()
    pid, terminal = start(command, *map(int, given.size.split("x")))
    first = wait(terminal, 60)
    told = {"first_frame_ms": None if first is None else round(1000 * (first - began), 1)}
    if given.picture:
        drain(terminal, FRAME)
        whole = wait(terminal, given.picture)
        told["picture_ms"] = None if whole is None else round(1000 * (whole - began))
    drain(terminal, given.settle)
    if given.busy:
        os.write(terminal, given.busy.encode())
    if given.keys:
        told["key_ms"] = press(terminal, given.keys, given.gap / 1000)
    if given.idle:
        told["idle"] = idle(pid, terminal, given.idle)
    told["memory_mib"] = memory(pid)
    print(json.dumps(told))
    os.kill(pid, signal.SIGTERM)


main()
