#!/bin/bash
# A refresh of many feeds over loopback, side by side with peers: cold (nothing known, every feed answers 200) and warm
# (right after, every feed answers 304). Prints one line of JSON a run: wall, CPU, peak memory, what the server saw.
#
#   benches/refresh.sh TOOLS WORK [PEER ...]
#
# TOOLS holds the feed generator, server and measuring scripts: gen_feeds.py, peers.sh, measure.py, feedserver/, limits/,
# peers/ with its requirements installed for $PY. WORK is a folder for what the run leaves. PEERs as peers.sh names
# them, by default the bare loop of requests, the script of aiohttp and fastfeedparser, and this program between them.
#
# Environment: FEEDS=1000, RUNS=5, LATENCY_MS=0, SIGMA=0, PY=python3, FENGHUO=target/release/fenghuo, SERVER (of TOOLS),
# AT_ONCE=256 and PER_HOST=8 (requests of ours, in all and to one host). With a latency above 0 the limit per host is what
# is measured: give HOSTS and BASE (such as 'http://127.0.1.{h}:8088', with a SERVER that listens there) to spread them:
#
#   FEEDS=5000 LATENCY_MS=50 SIGMA=0.6 PER_HOST=2 HOSTS=200 BASE='http://127.0.1.{h}:8088' SERVER=... benches/refresh.sh ...
#
# Walls on a machine that does other things too say little: compare instructions (`perf stat -e instructions:u`) and CPU of
# pairs that run side by side.
#
# Figures of 2 quiet cores (1 000 XML feeds, 29 387 items, nothing between; median of three runs, 2026-11-22):
#
#   all 304            .040 s of CPU, .040 s of wall, 43 MiB; the bare loop .015 s of CPU; the script .24 s of wall
#   cold               1.98 s of CPU, 1.22 s of wall, 165 MiB, every text searchable at the end; the bare loop, which reads
#                      and keeps nothing, .28 s of CPU; the script .70 s of wall
#   5 000 cold, 50 ms  15 s of CPU on cores that others used too; the bare loop 1.4 s of wall, 1.8 s with reading
#
# The first is requests for the most part, then the configuration. Of the second annotating is 23 %, preparing for grouping
# 11 %, reading 10 %, the store 10 %, linking 9 %, evaluating 5 % and the index of texts 5 %, on all cores: the wall follows
# half of the CPU. It is 14.3 G instructions (`instructions:u`), down from 15.5 G when the figures above were taken; 5 000
# feeds are 73 G, so a feed among many costs as much as one among few. Of the memory grouping holds 65 MB, the annotator
# 20 MB, the binary 29 MB.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
tools=$(cd "$1" && pwd)
mkdir -p "$2"
work=$(cd "$2" && pwd)
shift 2
: "${FEEDS:=1000}" "${PY:=python3}" "${FENGHUO:=$here/target/release/fenghuo}" "${AT_ONCE:=256}" "${PER_HOST:=8}"
: "${HOSTS:=1}" "${BASE:=http://127.0.0.1:${PORT:=8088}}"
export PY PORT
[ $# -gt 0 ] || set -- fetch-64 script-aiohttp-50 ours fetch-64 ours

corpus=$work/feeds-$FEEDS
[ -d "$corpus" ] || "$PY" "$tools/gen_feeds.py" feeds --n "$FEEDS" --kinds xml --delta 10 --out "$corpus"
for crate in feedserver limits; do
  [ -x "$tools/$crate/target/release/${crate/limits/fetch}" ] || (cd "$tools/$crate" && cargo build --release)
done

# A configuration of these feeds alone: every shipped feed is switched off.
config=$work/config
mkdir -p "$config/feeds"
printf '[http]\nper_host = %s\nat_once = %s\n' "$PER_HOST" "$AT_ONCE" >"$config/fenghuo.toml"
"$PY" "$tools/gen_feeds.py" urls --dir "$corpus" --out "$work/ours.txt" --base "$BASE" --hosts "$HOSTS"
{
  sed -n 's/^id = "\(.*\)"/[[feed]]\nid = "\1"\nenabled = false\n/p' "$here"/config/feeds/*.toml
  awk '{ printf "[[feed]]\nid = \"b%05d\"\ntitle = \"Feed %d\"\ngroup = \"Bench\"\nurl = \"%s\"\nfamily = \"bench-%d\"\n", NR, NR, $0, NR % 200
         print "reliability = \"C\"\nevery_minutes = 30\nallow_private = true\n" }' "$work/ours.txt"
} >"$config/feeds/bench.toml"

export SCRIPT_ARGS=${SCRIPT_ARGS:---parser fastfeedparser}
export SERVER=${SERVER:-$tools/feedserver/target/release/feedserver} LIMITS=$tools/limits/target/release
export OURS_COLD="exec $FENGHUO --config $config --store \$STATE/fenghuo.db fetch" OURS_WARM
OURS_WARM=$OURS_COLD
exec "$tools/peers.sh" "$corpus" "$work/run" "$@"
