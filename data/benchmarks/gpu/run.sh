#!/bin/sh
# Runs the experiments that want a GPU, on Linux x86-64, without a network and without the checkout:
#
#     sh run.sh [RESULTS]
#
# beside the archives of `deno task kit`. Everything lands in the folder RESULTS (results), a file at a
# time, in eight minutes at most: what a run that is cut short had found by then stands there.
#
#   KIT_WORK     where the archives are unpacked, 350 MB (work, beside this script)
#   KIT_SECONDS  how long all of it may take (480)
#   KIT_SOFTWARE=1  goes on where the adapter is a program, to try the kit without a GPU
#   KIT_PYTHON   the Python that has PyTorch (python3)
case $#$1 in
  0 | 1[!-]*) ;;
  *) echo "expected sh run.sh [RESULTS], a new folder for what is found; got $*"; exit 2 ;;
esac
case ${KIT_SECONDS:-480} in
  *[!0-9]* | 0*) echo "KIT_SECONDS: expected how many seconds all may take, got $KIT_SECONDS"; exit 2 ;;
esac
refuse() { echo "$*"; exit 1; }
lacking=
for tool in cat cp cut date dirname find grep gzip ls mkdir mkfifo mv rm sha256sum sleep tar tee timeout; do
  command -v "$tool" >/dev/null || lacking="$lacking $tool"
done
[ -z "$lacking" ] || refuse "run.sh runs programs that are not here:$lacking. A fuller image has them"
from=$PWD
cd "$(dirname "$0")" || exit 1
# A folder from where the caller stands, made; "" is the one beside this script.
place() {
  case $1 in "") set -- "$PWD/$2" ;; /*) ;; *) set -- "$from/$1" ;; esac
  mkdir -p "$1" && (cd "$1" && pwd)
}
results=$(place "$1" results) && work=$(place "$KIT_WORK" work) ||
  refuse "a folder cannot be made, see above: KIT_WORK=FOLDER sh run.sh RESULTS takes two others"
# Of another run not even rows without a sum may come among this one's.
[ -z "$(ls -A "$results" | grep -vx log.txt)" ] ||
  refuse "$results holds what an earlier run found, and keeps it: sh run.sh RESULTS takes another folder"
mkdir -p "$work/tmp" && true >>"$results/log.txt" && true >>"$work/lock" ||
  refuse "a folder takes no files, see above: KIT_WORK=FOLDER sh run.sh RESULTS takes two others"
# Two at once would time each other; where there is no flock nobody looks.
exec 8>>"$results/log.txt" 9>>"$work/lock"
for held in 8 9; do
  flock -n "$held" 2>/dev/null
  [ $? -ne 1 ] || refuse "another run is under way here: it has $results or $work until it ends"
done
began=$(date +%s)
end=$((began + ${KIT_SECONDS:-480}))
say() { echo "[$(($(date +%s) - began)) s] $*" | tee -a "$results/log.txt"; }
fail() { say "$*"; exit 1; }

# step SECONDS NAME COMMAND...: runs a command in the time that it has, and says how it ended.
step() {
  most=$1 name=$2
  shift 2
  left=$((end - $(date +%s)))
  [ "$left" -lt "$most" ] && most=$left
  if [ "$most" -lt 5 ]; then
    say "$name: skipped, the time is over"
    status=75
    return 75
  fi
  say "$name: begins, at most $most s"
  # In the background, so that this script can be ended meanwhile.
  tee -a "$results/log.txt" <"$work/pipe" &
  shown=$!
  timeout -k 5 "$most" "$@" >"$work/pipe" 2>&1 8>&- 9>&- &
  going=$!
  wait "$going"
  status=$?
  # What it started may outlive it, and would hold the pipe open.
  kill -9 "-$going" 2>/dev/null
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    kill -0 "$shown" 2>/dev/null || break
    sleep 0.2
  done
  kill "$shown" 2>/dev/null
  wait "$shown"
  going=
  sums || fail "$results cannot be written to any more, see above; what stands there with a sum is" \
    "whole. Once there is room, sh run.sh RESULTS begins in another folder"
  case $status in
    0) say "$name: done" ;;
    124 | 137) say "$name: cut short after $most s; what it had stands in $results" ;;
    *) say "$name: ended with status $status" ;;
  esac
  return "$status"
}
# Sums of what is there, and all of it as one file too, for ways back that leave deep folders out: after
# each step, and where this script is told to end. The last ones stay where there is no room for new ones.
sums() (
  cd "$results" || exit 1
  find . -type f ! -name 'SHA256SUMS*' ! -name log.txt ! -name '*.lock' ! -name 'results.tgz*' \
    ! -path '*/trainings/*' -exec sha256sum {} + >SHA256SUMS.new && mv SHA256SUMS.new SHA256SUMS || exit 1
  # No name has a blank; busybox has no -T.
  tar -czf results.tgz.new $(cut -c 67- SHA256SUMS) SHA256SUMS log.txt 2>/dev/null &&
    mv results.tgz.new results.tgz || rm -f results.tgz.new
)
ended() {
  trap '' INT TERM HUP
  [ -n "$going" ] && kill "$going" 2>/dev/null && wait "$going"
  [ -e "$results/kit.json" ] && sums
  fail "ended from outside; what there is stands in $results"
}
going=
trap ended INT TERM HUP
rm -f "$work/pipe"
mkfifo "$work/pipe" || fail "$work takes no pipe, see above: KIT_WORK=FOLDER sh run.sh names another folder"

# Of another kit what was unpacked before is not this one's.
if ! [ "$(cat SHA256SUMS)" = "$(cat "$work/unpacked" 2>&1)" ]; then
  say "unpacking: begins"
  # Busybox has no --quiet.
  told=$(sha256sum -c SHA256SUMS 2>/dev/null) ||
    fail "unpacking:" $(echo "${told:-no SHA256SUMS}" | grep -v ': OK$'): "copy the kit's archives and SHA256SUMS here again, whole"
  for archive in *.tar.gz; do
    tar -xzf "$archive" -C "$work" 2>>"$results/log.txt" ||
      fail "unpacking: $work does not take $archive, see log.txt; where 350 MB have room," \
        "KIT_WORK=FOLDER sh run.sh goes on"
  done
  cp SHA256SUMS "$work/unpacked"
  say "unpacking: done"
fi
cd "$work" || exit 1
bin/deno --version >>"$results/log.txt" 2>&1 ||
  fail "$work/bin/deno does not run here, see log.txt: it is for Linux x86-64, and KIT_WORK=FOLDER" \
    "names a folder that programs may run in"
cp kit.json "$results/kit.json" ||
  fail "$results cannot be written to, see above: sh run.sh RESULTS takes another folder"
{ uname -srm; grep -m1 'model name' /proc/cpuinfo; nproc; nvidia-smi; } >"$results/machine.txt" 2>&1

TRIPLET_LAB_COMMIT=$(cat COMMIT)
export TRIPLET_LAB_COMMIT DENO_DIR="$work/cache" DENO_NO_UPDATE_CHECK=1 NO_COLOR=1 PYTHONUNBUFFERED=1
export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-$work}"
# There may be no home, and no room in /tmp.
export HOME="${HOME:-$work/tmp}" TMPDIR="$work/tmp" TRITON_CACHE_DIR="$work/tmp/triton"

# A comma would part a folder's name in two.
case $results$work in
  *,*) write=--allow-write ;;
  *) write=--allow-write=$results,$work ;;
esac
# The clock is outermost, so that it ends the program itself.
run() {
  most=$1 name=$2
  shift 2
  step "$most" "$name" bin/deno run --no-lock --no-remote --no-check --import-map \
    tests/support/import_map.json --allow-read --allow-env --allow-sys --allow-ffi --allow-run \
    "$write" "$@"
}
record() { # BACKEND SECONDS STUDY ARGUMENTS...
  backend=$1 most=$2
  shift 2
  run "$most" "$1, $backend" lib/tasks/record.ts "$@" --backend "$backend" \
    --to "$results/runs/$backend"
}

# The Vulkan that a GPU answers through: the machine's own; with the kit's loader, and with what drivers
# want of a display's libraries and NVIDIA's driver from where containers have it; with that driver by its
# own name and by EGL's, since containers often have it without the file that names it, or without X11.
export VK_LOADER_DEBUG=error,warn
answers() { run 30 "a GPU through $1" data/benchmarks/gpu/adapter.ts; }
named=$VK_ICD_FILENAMES$VK_DRIVER_FILES
if ! answers "the machine's own Vulkan"; then
  export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}/usr/local/nvidia/lib64:$work/vulkan"
  if ! answers "the kit's loader" && [ -z "$named" ]; then
    export VK_ICD_FILENAMES="$work/vulkan/nvidia_glx.json:$work/vulkan/nvidia_egl.json"
    answers "NVIDIA's driver, named by the kit" || unset VK_ICD_FILENAMES
  fi
fi
unset VK_LOADER_DEBUG

gpu=
if run 70 "self-check and contract" data/benchmarks/gpu/self_check.ts "$results"; then gpu=yes; fi
software=$(grep -s '"software": true' "$results/device.json")
if [ "$status" = 3 ]; then
  say "there is no WebGPU here: what wants one is left out; the reason stands above"
elif [ ! -s "$results/device.json" ]; then
  gpu=
  say "which GPU computes was not found out in time: what wants one is left out"
elif [ -n "$software" ] && [ -z "$KIT_SOFTWARE" ]; then
  gpu=
  say "the adapter is computed on the processor: no GPU's numbers come from it (KIT_SOFTWARE=1 goes on)"
elif [ -z "$gpu" ]; then
  gpu=yes
  say "not all of the contract was met, or tried: contract.jsonl says what"
fi
run 70 "batch all, WGSL (or the batches alone)" data/benchmarks/gpu/race.ts "$results" "$work/batches" \
  "$([ -n "$gpu" ] && echo 60 || echo 0)"
if [ -e "$(command -v "${KIT_PYTHON:-python3}")" ]; then
  step 90 "batch all, PyTorch" "${KIT_PYTHON:-python3}" data/benchmarks/gpu/torch_race.py \
    "$results" "$work/batches" 80
else
  say "batch all, PyTorch: skipped, there is no ${KIT_PYTHON:-python3}"
fi
if [ -n "$gpu" ]; then
  run 65 "training steps over batch and width" data/benchmarks/gpu/steps.ts "$results" 60 webgpu wasm
  record webgpu 70 lesson_runs
  record wasm 60 lesson_runs
  record webgpu 50 strategies --seeds 1 --array 1/40
  record wasm 40 strategies --seeds 1 --array 1/40
fi
say "all that there is stands in $results"
[ ! -e "$results/results.tgz" ] ||
  say "and as one file in results.tgz there: where only that comes back, tar -xzf it into a folder, and" \
    "take that"
