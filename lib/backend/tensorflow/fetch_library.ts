/**
 * Gets TensorFlow's C library out of its Python wheel: two libraries and a few headers.
 *
 * The wheel holds 15,000 files, of which the addon needs these; Python's own part is not unpacked,
 * and the virtual environment gets no half-installed `tensorflow` that `import` would then trip
 * over. A `tensorflow` of the pinned version that pip did install there is used as it is.
 *
 * @module
 */
import { createHash, fs, path } from "../../host/node.ts";
import { type Say, SetupProblem } from "../../workspace/step.ts";
import {
  libraryNames,
  type TensorflowPaths,
  tensorflowVersion,
  unpackedFolder,
  type Variant,
  wheelName,
  wheelSums,
} from "./pins.ts";
import { errorLine } from "../../workspace/error_line.ts";
import { runCommand } from "../../workspace/run_command.ts";

const { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync } = fs;

/**
 * Unpacks, from the wheel argv[1] into the folder argv[2], the libraries argv[4..] and every header
 * that the addon's sources in argv[3] lead to; prints the requirements of the extra `and-cuda`.
 */
const unpackScript = `
import re, shutil, sys, zipfile, os
wheel, target, binding, libraries = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
include = re.compile(r'^\\s*#\\s*include\\s*"([^"]+)"', re.M)
archive = zipfile.ZipFile(wheel)
names = set(archive.namelist())
wanted = ["tensorflow/" + name for name in libraries]
queue = []
for source in os.listdir(binding):
    with open(os.path.join(binding, source), encoding="utf-8") as text:
        queue += include.findall(text.read())
seen = set()
while queue:
    header = queue.pop()
    name = "tensorflow/include/" + header
    if header in seen or name not in names:
        continue
    seen.add(header)
    wanted.append(name)
    queue += include.findall(archive.read(name).decode("utf-8", "replace"))
for name in wanted:
    path = os.path.join(target, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with archive.open(name) as source, open(path, "wb") as copy:
        shutil.copyfileobj(source, copy, 1 << 22)
metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
for line in archive.read(metadata).decode().splitlines():
    found = re.match(r'Requires-Dist: (nvidia-[^;]+);.*and-cuda', line)
    if found:
        print(found.group(1).strip())
`;

/** The least free space, in bytes: the wheel, its copy in pip's cache, and what is unpacked. */
const spaceNeeded: Record<Variant, number> = { cpu: 1.6e9, cuda: 9e9 };

/** Bytes below a folder; 0 where it is not there. */
function folderBytes(folder: string): number {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    try {
      if (entry.isFile()) bytes += statSync(path.join(entry.parentPath, entry.name)).size;
    } catch {
      // Gone between the listing and the question.
    }
  }
  return bytes;
}

const pipOptions = (paths: TensorflowPaths): string[] => [
  "--disable-pip-version-check",
  "--no-input",
  "--retries",
  "1",
  "--progress-bar",
  "off",
  "--cache-dir",
  path.join(paths.root, ".cache", "pip"),
];

async function download(
  paths: TensorflowPaths,
  variant: Variant,
  work: string,
  say: Say,
): Promise<string> {
  const wheel = `${wheelName(variant)}==${tensorflowVersion}`;
  const temporary = path.join(work, "tmp");
  mkdirSync(temporary, { recursive: true });
  const megabytes = variant === "cuda" ? 640 : 290;
  const started = Date.now();
  const watch = setInterval(() => {
    // pip writes where TMPDIR says, so its progress is the size of that folder.
    const bytes = folderBytes(work);
    const seconds = Math.round((Date.now() - started) / 1000);
    say(
      `downloading ${wheel}, ${Math.round(bytes / 1e6)} of about ${megabytes} MB, ${seconds} s`,
      Math.min(0.99, bytes / 1e6 / megabytes),
    );
  }, 1000);
  try {
    say(`downloading ${wheel} (about ${megabytes} MB)`, 0);
    let failure = "";
    // Only the C library is used, so a wheel for another Python serves as well.
    for (const other of [[], ["--python-version", "3.12", "--only-binary=:all:"]]) {
      const { code, stderr, stdout } = await runCommand(paths.python, [
        ...["-m", "pip", "download", "--no-deps", "--dest", work],
        ...pipOptions(paths),
        ...other,
        wheel,
      ], { env: { TMPDIR: temporary } });
      const file = readdirSync(work).find((name) => name.endsWith(".whl"));
      if (code === 0 && file) return path.join(work, file);
      failure ||= errorLine(`${stderr}\n${stdout}`);
      if (!/no matching distribution|could not find a version/i.test(stderr)) break;
    }
    throw new SetupProblem(`pip cannot get ${wheel}: ${failure}`);
  } finally {
    clearInterval(watch);
  }
}

/** Holds a wheel against its sum; says so where none is known for it. */
async function checkSum(wheel: string, say: Say): Promise<void> {
  const name = path.basename(wheel);
  const known = wheelSums[name];
  if (!known) {
    say(`the sum of ${name} is not known: taken without`);
    console.error(`Taken without a sum, which is not known for this system and Python: ${name}.`);
    return;
  }
  say(`checking the sum of ${name}`);
  const sum = createHash("sha256");
  for await (const bytes of fs.createReadStream(wheel)) sum.update(bytes);
  if (sum.digest("hex") !== known) {
    throw new SetupProblem(
      `${name} is not the file that is expected: its SHA-256 is another; the index may be wrong, or ` +
        `the copy in .cache/pip, which may be deleted`,
    );
  }
}

/**
 * Puts TensorFlow's library into the virtual environment.
 *
 * @returns the folder that holds `libtensorflow_cc.so.2` and `include/`
 * @throws {SetupProblem} one sentence: no Python environment, no space, no wheel, no CUDA libraries
 */
export async function fetchLibrary(
  paths: TensorflowPaths,
  variant: Variant,
  say: Say,
): Promise<string> {
  if (!existsSync(paths.python)) {
    throw new SetupProblem(
      "there is no Python environment at .venv, and TensorFlow's library comes as a Python wheel",
    );
  }
  mkdirSync(paths.builds, { recursive: true });
  const { bavail, bsize } = statfsSync(paths.root);
  if (bavail * bsize < spaceNeeded[variant]) {
    throw new SetupProblem(
      `TensorFlow's library needs ${(spaceNeeded[variant] / 1e9).toFixed(1)} GB on the disk, ` +
        `and ${(bavail * bsize / 1e9).toFixed(1)} GB are free`,
    );
  }
  // A name of its own, so that an interrupted attempt is simply swept away by the next one.
  const work = path.join(paths.builds, "download.tmp");
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    const wheel = await download(paths, variant, work, say);
    await checkSum(wheel, say);
    say("unpacking TensorFlow's library");
    const target = path.join(work, "unpacked");
    const unpacked = await runCommand(paths.python, [
      ...["-c", unpackScript, wheel, target, path.join(paths.package, "binding")],
      ...libraryNames,
    ]);
    if (unpacked.code !== 0) {
      throw new SetupProblem(
        `${path.basename(wheel)} does not hold what is needed: ${errorLine(unpacked.stderr)}`,
      );
    }
    if (variant === "cuda") {
      const wanted = unpacked.stdout.trim().split("\n");
      say(`downloading NVIDIA's CUDA libraries (${wanted.length} packages, about 2.5 GB)`);
      const cuda = await runCommand(paths.python, [
        ...["-m", "pip", "install", "--no-deps", "--only-binary=:all:", "--target", target],
        ...pipOptions(paths),
        ...wanted,
      ]);
      if (cuda.code !== 0) {
        throw new SetupProblem(
          `pip cannot get NVIDIA's CUDA libraries: ${errorLine(cuda.stderr)}`,
        );
      }
    }
    const final = unpackedFolder(paths, variant);
    rmSync(path.dirname(final), { recursive: true, force: true });
    mkdirSync(path.dirname(path.dirname(final)), { recursive: true });
    renameSync(target, path.dirname(final));
    return final;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
