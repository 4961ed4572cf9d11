import { fs, path } from "../../host/node.ts";
import { type Say, SetupProblem } from "../../workspace/step.ts";
import { stateOf } from "./file_state.ts";
import * as pins from "./pins.ts";
import { errorLine } from "../../workspace/error_line.ts";
import { runCommand } from "../../workspace/run_command.ts";

const { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync } = fs;
const spaceNeeded: Record<pins.Variant, number> = { cpu: 1.6e9, cuda: 9e9 };
const downloaded: Record<pins.Variant, number> = { cpu: 290, cuda: 640 };

function folderBytes(folder: string): number {
  const size = (name: string) =>
    statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .reduce((sum, name) => sum + size(name), 0);
}

const pip = (paths: pins.TensorflowPaths, args: string[], env = {}) =>
  runCommand(paths.python, ["-m", "pip", ...args], { env });

async function download(paths: pins.TensorflowPaths, work: string, say: Say): Promise<string> {
  const { wheel, variant } = paths;
  const temporary = path.join(work, "tmp");
  mkdirSync(temporary, { recursive: true });
  const megabytes = downloaded[variant];
  say(`downloading ${wheel} (about ${megabytes} MB)`, 0);
  const watch = setInterval(() => {
    // pip writes where TMPDIR says, so its progress is the size of that folder.
    const done = folderBytes(work) / 1e6;
    const part = `${Math.round(done)} of about ${megabytes} MB`;
    say(`downloading ${wheel}, ${part}`, Math.min(0.99, done / megabytes));
  }, 1000);
  try {
    let failure = "";
    // Only the C library is used, so a wheel for another Python serves as well.
    for (const other of [[], ["--python-version", "3.12", "--only-binary=:all:"]]) {
      const args = ["download", wheel, "--no-deps", "--dest", work, ...other];
      const { code, stderr, stdout } = await pip(paths, args, { TMPDIR: temporary });
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

function checkSum(wheel: string, say: Say): void {
  const name = path.basename(wheel);
  const known = pins.wheelSums[name];
  if (!known) {
    console.error(`Taken without a sum, which is not known for this system and Python: ${name}.`);
    return;
  }
  say(`checking the sum of ${name}`);
  if (stateOf(wheel).sum === known) return;
  throw new SetupProblem(
    `${name} is not the file that is expected: its SHA-256 is another; the index may be wrong, or ` +
      `the copy in .cache/pip, which may be deleted`,
  );
}

/** Unpacks TensorFlow's C library alone: `import tensorflow` finds no half of a package. */
export async function fetchLibrary(paths: pins.TensorflowPaths, say: Say): Promise<void> {
  const { variant } = paths;
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
    const wheel = await download(paths, work, say);
    checkSum(wheel, say);
    say("unpacking TensorFlow's library");
    const target = path.join(work, "unpacked");
    const script = path.join(import.meta.dirname!, "unpack_wheel.py");
    const binding = path.join(paths.package, "binding");
    const { code, stdout, stderr } = await runCommand(
      paths.python,
      [script, wheel, target, binding, ...pins.libraryNames],
    );
    if (code !== 0) {
      const what = path.basename(wheel);
      throw new SetupProblem(`${what} does not hold what is needed: ${errorLine(stderr)}`);
    }
    const unpacked = path.join(target, "tensorflow");
    const states = pins.libraryNames.map((name) => [
      path.join(path.relative(paths.root, paths.library), name),
      stateOf(path.join(unpacked, name)),
    ]);
    fs.writeFileSync(pins.libraryStates(unpacked), JSON.stringify(Object.fromEntries(states)));
    if (variant === "cuda") {
      const packages = stdout.trim().split("\n");
      say(`downloading NVIDIA's CUDA libraries (${packages.length} packages, about 2.5 GB)`);
      const only = ["--no-deps", "--only-binary=:all:", "--target", target];
      const cuda = await pip(paths, ["install", ...packages, ...only]);
      const why = `pip cannot get NVIDIA's CUDA libraries: ${errorLine(cuda.stderr)}`;
      if (cuda.code !== 0) throw new SetupProblem(why);
    }
    const final = path.dirname(paths.library);
    rmSync(final, { recursive: true, force: true });
    mkdirSync(path.dirname(final), { recursive: true });
    renameSync(target, final);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
