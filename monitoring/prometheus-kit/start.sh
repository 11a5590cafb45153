#!/usr/bin/env bash
# Starts the sample service, Prometheus and Alertmanager (where found); ^C stops all of them.
set -euo pipefail
folder="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
data="${KIT_DATA:-$folder/data}"
mkdir -p "$data"

find_tool() {  # of the kit, else of the system (Debian calls it prometheus-alertmanager)
  for candidate in "$folder/bin/$1/$1" "$1" "prometheus-$1"; do
    command -v "$candidate" 2>/dev/null && return
  done
  return 1
}
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

python3 "$folder/sample_metrics.py" &
prometheus="$(find_tool prometheus)" || { echo "run install.sh first" >&2; exit 1; }
"$prometheus" --config.file="$folder/prometheus.yml" --storage.tsdb.path="$data/prometheus" \
  --web.listen-address=127.0.0.1:9090 &
if alertmanager="$(find_tool alertmanager)"; then
  "$alertmanager" --config.file="$folder/alertmanager.yml" --storage.path="$data/alertmanager" \
    --web.listen-address=127.0.0.1:9093 --cluster.listen-address= &
else
  echo "no Alertmanager: install.sh --tool alertmanager; the console's monitor works without" >&2
fi
wait -n
