import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT, VENV_PYTHON } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { scratchFolder } from "../workspace/scratch_folder.ts";
import { type Say, SetupProblem } from "../workspace/step.ts";

const REQUIREMENTS = join(ROOT, "lib/tasks/requirements.txt");

/**
 * Takes away what pip, killed as it unpacked, has left of a package without the list of its files:
 * pip refuses to replace such a one.
 */
const FORGET = `
import glob, os, shutil, sysconfig
for path in glob.glob(os.path.join(sysconfig.get_path("purelib"), "*.dist-info")):
    if not os.path.exists(os.path.join(path, "RECORD")):
        shutil.rmtree(path, ignore_errors=True)
`;

/**
 * Installs those of the pinned Python packages that are named into `.venv`, each wheel held against
 * its sum. The sums of wheels with compiled code are those of the tried platform; elsewhere they are
 * not known, which is said, and such wheels are taken as the index gives them.
 */
export async function installPackages(names: readonly string[], say: Say): Promise<void> {
  if (names.length === 0) return;
  await runCommand(VENV_PYTHON, ["-c", FORGET]);
  const { pure, compiled } = pinned(await readFile(REQUIREMENTS, "utf8"), new Set(names));
  await install(pure, "pure", say);
  if (await isTriedPlatform()) return await install(compiled, "compiled", say);
  const without = compiled.map((line) => line.replace(/ --hash=\S+/g, ""));
  await install(without, "compiled", say);
  const known = without.map((line) => line.split("==")[0]).join(", ");
  console.error(`Taken without sums, which are known for CPython 3.11 on Linux x86-64: ${known}.`);
}

/** The lines of a requirements file, of those that are named, by its two parts. */
export function pinned(
  text: string,
  names: ReadonlySet<string>,
): { pure: string[]; compiled: string[] } {
  const [pure, compiled] = text.split(/^# Compiled.*$/m).map((part) =>
    part.replaceAll("\\\n", " ").split("\n").map((line) => line.replace(/\s+/g, " ").trim())
      .filter((line) => names.has(line.split(/[=\s]/)[0]))
  );
  return { pure, compiled: compiled ?? [] };
}

/** Whether the sums of compiled wheels are those for this system and Python. */
async function isTriedPlatform(): Promise<boolean> {
  const { stdout } = await runCommand(VENV_PYTHON, [
    "-c",
    "import platform as p, sys; print(p.system(), p.machine(), p.libc_ver()[0], *sys.version_info[:2])",
  ]);
  return stdout.trim() === "Linux x86_64 glibc 3 11";
}

async function install(lines: readonly string[], name: string, say: Say): Promise<void> {
  if (lines.length === 0) return;
  await using scratch = await scratchFolder("pip");
  const file = join(scratch.folder, `${name}.txt`);
  await writeFile(file, lines.join("\n"));
  let collected = 0;
  const { code, output } = await runCommand(VENV_PYTHON, [
    ...["-m", "pip", "install", "--retries", "1", "--progress-bar", "off", "--no-deps"],
    ...["--force-reinstall", "--only-binary=:all:", "--requirement", file],
  ], {
    env: { TMPDIR: scratch.folder },
    onLine(line) {
      if (/^(Collecting|Processing) /.test(line)) {
        collected++;
        say(`${collected} of ${lines.length} ${name} packages found`, collected / lines.length);
      } else if (line.startsWith("Installing")) say("unpacking", 0.95);
    },
  });
  if (code === 0) return;
  const error = output.split("\n").findLast((line) => line.startsWith("ERROR")) ??
    `pip ended with ${code}`;
  throw new SetupProblem(`Jupyter could not be installed (${error})${remedy(output)}`);
}

/** What to do, by what pip said. */
function remedy(output: string): string {
  if (/No space left|Errno 28/.test(output)) return ": make room on the disk, then run it again.";
  if (/do not match the hashes/.test(output)) {
    return ": the index gives another file than the pinned one; try another index.";
  }
  if (/Permission denied|Errno 13/.test(output)) return ": .venv may not be written.";
  if (/No matching distribution|connection|resolution|timed out/i.test(output)) {
    return ": connect to a network once, then run it again.";
  }
  return "; `deno task setup --fresh` begins anew.";
}
