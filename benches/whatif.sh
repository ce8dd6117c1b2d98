#!/bin/bash
# How long it takes to tell what an edit would have done: the exact backtest over the items of a store, an edited model
# beside the shipped one. Prints how many items it ran and the processor time it took.
#
#   benches/whatif.sh STORE [SINCE]
#
# STORE as examples/fill_store makes it (it is copied, not changed); SINCE is a span such as 30d, a year if none is
# given. Environment: FENGHUO=target/release/fenghuo.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
: "${FENGHUO:=$here/target/release/fenghuo}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$1" "$work/store.db"
printf '[reliability]\nC = 0.5\n[levels]\nthreshold = { blue = 18.0 }\n' >"$work/model.toml"
TIMEFORMAT='%U s of processor time, %R s by the clock'
time "$FENGHUO" --config "$work" --store "$work/store.db" backtest --since "${2:-365d}" | sed -n '1,2p'
