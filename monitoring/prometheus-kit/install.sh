#!/usr/bin/env bash
# Unpacks Prometheus (or Alertmanager) beside this script; downloads it unless an archive is there.
#   install.sh [VERSION] [--tool prometheus|alertmanager] [--archive FILE]
# Offline: put the release's archive beside this script, or name it with --archive.
set -euo pipefail

folder="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
tool=prometheus version="" archive=""
while [ $# -gt 0 ]; do
  case "$1" in
    --tool) tool="${2:?--tool needs a name}"; shift 2 ;;
    --archive) archive="${2:?--archive needs a file}"; shift 2 ;;
    -h | --help) sed -n '2,4p' "${BASH_SOURCE[0]}"; exit 0 ;;
    -*) echo "unknown option $1" >&2; exit 2 ;;
    *) version="$1"; shift ;;
  esac
done
case "$tool" in
  prometheus) version="${version:-2.51.0}" ;;
  alertmanager) version="${version:-0.27.0}" ;;
  *) echo "--tool is prometheus or alertmanager, not $tool" >&2; exit 2 ;;
esac
if ! [[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
  echo "a version looks like 2.51.0, not $version" >&2
  exit 2
fi

system="$(uname -s | tr '[:upper:]' '[:lower:]')"
case "$(uname -m)" in
  x86_64 | amd64) machine=amd64 ;;
  aarch64 | arm64) machine=arm64 ;;
  *) echo "there is no release for $(uname -m)" >&2; exit 1 ;;
esac
name="$tool-$version.$system-$machine"
target="$folder/bin/$tool"

# A download goes to a folder of its own, so that one that was cut off is never taken for whole.
if [ -z "$archive" ] && [ -f "$folder/$name.tar.gz" ]; then
  archive="$folder/$name.tar.gz"
fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
if [ -z "$archive" ]; then
  base="https://github.com/prometheus/$tool/releases/download/v$version"
  echo "downloading $base/$name.tar.gz"
  if ! curl --fail --location --silent --show-error -o "$work/$name.tar.gz" "$base/$name.tar.gz" \
    || ! curl --fail --location --silent --show-error -o "$work/sums" "$base/sha256sums.txt"; then
    echo "The download failed. Get $name.tar.gz on another machine, put it into" >&2
    echo "$folder and start this script again (README: offline, proxy, certificates)." >&2
    exit 1
  fi
  grep " $name.tar.gz\$" "$work/sums" > "$work/sum" || { echo "no checksum for $name" >&2; exit 1; }
  archive="$work/$name.tar.gz"
  (cd "$work" && { sha256sum -c sum 2>/dev/null || shasum -a 256 -c sum; })
elif [ ! -f "$archive" ]; then
  echo "there is no file $archive" >&2
  exit 1
elif [ -f "$archive.sha256" ]; then
  (cd "$(dirname "$archive")" \
    && { sha256sum -c "$(basename "$archive").sha256" 2>/dev/null \
      || shasum -a 256 -c "$(basename "$archive").sha256"; })
fi

tar -xzf "$archive" -C "$work"
if [ ! -x "$work/$name/$tool" ]; then
  echo "$archive holds no $name/$tool: is it the archive of $version for $system-$machine?" >&2
  exit 1
fi
rm -rf "$target"
mkdir -p "$folder/bin"
mv "$work/$name" "$target"
echo "$target/$tool"
