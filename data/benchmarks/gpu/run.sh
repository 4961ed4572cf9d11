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
from=$PWD
cd "$(dirname "$0")" || exit 1
# A folder from where the caller stands, made; "" is the one beside this script.
place() {
  case $1 in "") set -- "$PWD/$2" ;; /*) ;; *) set -- "$from/$1" ;; esac
  mkdir -p "$1" && (cd "$1" && pwd)
}
results=$(place "$1" results) && work=$(place "$KIT_WORK" work) || exit 1
if [ -e "$results/SHA256SUMS" ]; then
  echo "$results holds what an earlier run found, and keeps it: sh run.sh RESULTS takes another folder"
  exit 1
fi
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
  { status=$({ { timeout --foreground -k 5 "$most" "$@" 2>&1 3>&-; echo $? >&3; } |
    tee -a "$results/log.txt" >&4; } 3>&1); } 4>&1
  sums || fail "$results cannot be written to any more, see above; what stands there with a sum is" \
    "whole. Once there is room, sh run.sh RESULTS begins in another folder"
  case $status in
    0) say "$name: done" ;;
    124 | 137) say "$name: cut short after $most s; what it had stands in $results" ;;
    *) say "$name: ended with status $status" ;;
  esac
  return "$status"
}
# Sums of what is there: after each step, and where this script is told to end. The last ones stay
# where there is no room for new ones.
sums() {
  (cd "$results" && find . -type f ! -name 'SHA256SUMS*' ! -name log.txt ! -name '*.lock' \
    ! -path '*/trainings/*' -exec sha256sum {} + >SHA256SUMS.new && mv SHA256SUMS.new SHA256SUMS)
}
trap 'sums; say "ended from outside; what there is stands in $results"; exit 1' INT TERM HUP

# Of another kit what was unpacked before is not this one's.
if ! [ "$(cat SHA256SUMS)" = "$(cat "$work/unpacked" 2>&1)" ]; then
  say "unpacking: begins"
  bad=$(sha256sum --quiet -c SHA256SUMS 2>/dev/null) ||
    fail "unpacking:" ${bad:-no SHA256SUMS}: "copy the kit's archives and SHA256SUMS here again, whole"
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

# The loader of Vulkan's drivers: the machine's own where it has one, else the one in the kit.
has() { ldconfig -p 2>/dev/null | grep -q "$1"; }
if ! has libvulkan.so.1; then
  export LD_LIBRARY_PATH="$work/vulkan${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
  [ -e vulkan/libvulkan.so.1 ] && say "Vulkan's loader is not here: the kit's own is taken" ||
    say "Vulkan's loader is neither here nor in the kit: a GPU will not be found"
fi
# A container often has NVIDIA's libraries and not the file that names its Vulkan driver.
drivers=$(ls /usr/share/vulkan/icd.d /etc/vulkan/icd.d 2>/dev/null | grep json)
if [ -z "$VK_ICD_FILENAMES$VK_DRIVER_FILES$drivers" ]; then
  if has libGLX_nvidia.so.0; then
    export VK_ICD_FILENAMES="$work/vulkan/nvidia_icd.json"
    say "no Vulkan driver is named here: NVIDIA's own is taken"
  else
    say "no Vulkan driver is named here (/usr/share/vulkan/icd.d): a GPU will not be found"
  fi
fi
TRIPLET_LAB_COMMIT=$(cat COMMIT)
export TRIPLET_LAB_COMMIT DENO_DIR="$work/cache" DENO_NO_UPDATE_CHECK=1 NO_COLOR=1 PYTHONUNBUFFERED=1
export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-$work}"

# The clock is outermost, so that it ends the program itself.
run() {
  most=$1 name=$2
  shift 2
  step "$most" "$name" bin/deno run --no-lock --no-remote --no-check --import-map \
    tests/support/import_map.json --allow-read --allow-env --allow-sys --allow-ffi --allow-run \
    "--allow-write=$results,$work" "$@"
}
record() { # BACKEND SECONDS STUDY ARGUMENTS...
  backend=$1 most=$2
  shift 2
  run "$most" "$1, $backend" lib/tasks/record.ts "$@" --backend "$backend" \
    --to "$results/runs/$backend"
}

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
