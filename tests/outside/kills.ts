/**
 * Kills what the tasks run, one process or all of them, at any moment, and looks at what is left:
 *
 *     TEST_KILLS=100 deno task test --outside tests/outside/kills.ts
 *
 * Each run of a task is killed and followed by
 * the next; once that has begun its work, no process, scratch folder, connection file or half-written
 * file of the one before may be there, and no file of the checkout may have changed. The last run of
 * each kind is left alone, and must end well, with the bytes of a run that nobody killed.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { runCommand } from "#lib/workspace/run_command.ts";
import { inLab, type Lab, must } from "../support/lab.ts";

/** How many, and from which seed their moments and victims are drawn. */
const KILLS = Number(Deno.env.get("TEST_KILLS") ?? 10);
const SEED = Number(Deno.env.get("TEST_SEED") ?? Date.now() % 1e6);

/** Milliseconds after which a task whose process was killed is taken to hang. */
const HANG_MS = 120_000;

/** One kind of run that is killed. */
interface Kind {
  name: string;
  args: string[];
  /** Seconds within which the kill comes; where a whole run is made first, within what that took. */
  seconds: number;
  /** A line by which the work has begun, and what was left before must be gone. */
  begun: RegExp;
  /** What is taken away first, so that there is something to do. */
  before?: (lab: string, random: () => number) => Promise<void>;
  /** Files whose bytes must be those of a run that nobody killed. */
  made?: (lab: string) => string[];
}

const KINDS: Kind[] = [
  {
    name: "report",
    args: ["report", "--only", "1", "--format", "both", "--to", "reports"],
    seconds: 40,
    begun: /^\s+1\/1 .*cell/,
  },
  {
    name: "notebooks",
    args: ["notebooks", "--only", "1"],
    seconds: 20,
    begun: /^\s+01_.*cell/,
  },
  {
    name: "setup",
    args: ["setup"],
    seconds: 40,
    begun: /^\s+\[\d\/\d\]|Nothing is missing/,
    async before(lab, random) {
      const parts = [[".venv"], [".cache/native"], [".cache/tfjs"], [".cache/setup/data"]];
      const packages = [...Deno.readDirSync(lab)].some(({ name }) => name === ".venv")
        ? [[...found(join(lab, ".venv/lib"), /^(nbclient|nbformat|jupyterlab)$/)]]
        : [];
      for (const path of pick([...parts, ...packages], random)) {
        await remove(path.startsWith("/") ? path : join(lab, path));
      }
    },
  },
  {
    name: "record",
    args: ["record", "replay", "--steps", "20", "--seeds", "1", "--to", "recorded"],
    seconds: 15,
    begun: /step +\d+\/20|trainings/,
    async before(lab, random) {
      // Half of the time the run before is gone on with, where it was not done; else a new one begins.
      const done = [...found(join(lab, "recorded"), /^run\.json$/)]
        .some((path) => !path.includes("/units/"));
      if (done || random() < 0.5) await remove(join(lab, "recorded"));
    },
    made: (lab) =>
      ["evaluations", "steps", "points"].map((name) =>
        join(lab, "recorded", "replay", `${name}.parquet`)
      ),
  },
];

/** A process as `ps` lists it. */
interface Process {
  pid: number;
  parent: number;
  args: string;
}

async function processes(): Promise<Process[]> {
  const { stdout } = await runCommand("ps", ["-A", "-ww", "-o", "pid=,ppid=,stat=,args="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, stat, args] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return pid && !stat.startsWith("Z") ? [{ pid: Number(pid), parent: Number(parent), args }] : [];
  });
}

/** A process and all that it started, and they. */
function below(root: number, all: readonly Process[]): Process[] {
  const own = all.filter(({ pid }) => pid === root);
  const children = all.filter(({ parent }) => parent === root);
  return [...own, ...children.flatMap(({ pid }) => below(pid, all))];
}

function mulberry(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)];
}

async function remove(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch(() => {});
}

/** Paths below a folder whose name fits; linked folders are not entered. */
function* found(folder: string, name: RegExp): Generator<string> {
  let entries: Deno.DirEntry[];
  try {
    entries = [...Deno.readDirSync(folder)];
  } catch {
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (name.test(entry.name)) yield path;
    else if (entry.isDirectory) yield* found(path, name);
  }
}

const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** What a run left that it must not, once the next has begun. */
async function leftovers(
  lab: string,
  temporary: string,
  before: readonly Process[],
  own: number,
): Promise<string[]> {
  const all = await processes();
  const now = new Set(below(own, all).map(({ pid }) => pid));
  const alive = before.filter(({ pid, args }) =>
    !now.has(pid) && all.some((one) => one.pid === pid && one.args === args)
  );
  const scratch = [...found(join(lab, ".cache", "scratch"), /\.lock$/)]
    .filter((path) => path.includes("-") && stale(path));
  const halves = ["notebooks", "reports", "recorded", ".cache/setup", ".cache/bundles", "data/runs"]
    .flatMap((name) => [...found(join(lab, name), /\.tmp$|^\.room-|^\.types$/)])
    .filter((path) => basename(path) !== ".types" || [...Deno.readDirSync(path)].length > 0)
    .filter((path) => !ofThe(now, path));
  const inTemporary = [...Deno.readDirSync(temporary)].map(({ name }) => join(temporary, name));
  return [
    ...alive.map(({ pid, args }) => `process ${pid}: ${args}`),
    ...scratch,
    ...halves,
    ...inTemporary,
  ];
}

/** A scratch folder's lock that nobody holds. */
function stale(path: string): boolean {
  try {
    using file = Deno.openSync(path, { write: true });
    return file.tryLockSync(true);
  } catch {
    return false;
  }
}

function ofThe(pids: ReadonlySet<number>, path: string): boolean {
  const pid = /\.(\d+)-[0-9a-f]{8}\.tmp$/.exec(path)?.[1] ?? /\.room-(\d+)$/.exec(path)?.[1];
  return pid !== undefined && pids.has(Number(pid));
}

/** Tracked files that are neither as committed nor as a whole run leaves them. */
async function changedFiles(lab: string): Promise<string[]> {
  const { stdout } = await runCommand("git", ["status", "--porcelain", "--untracked-files=no"], {
    cwd: lab,
  });
  const changed = stdout.split("\n").filter(Boolean).map((line) => line.slice(3));
  return changed.filter((path) => {
    // A notebook that was executed in place is another one, and a whole one; so are its pictures.
    if (path.endsWith(".svg")) return !Deno.readTextFileSync(join(lab, path)).endsWith("</svg>\n");
    if (!path.endsWith(".ipynb")) return true;
    const text = Deno.readTextFileSync(join(lab, path));
    return !(text.endsWith("}\n") &&
      JSON.parse(text).cells.every((cell: { cell_type: string; execution_count?: number }) =>
        cell.cell_type !== "code" || cell.execution_count
      ));
  });
}

/** Pages and PDFs that are there and not whole. */
function halfPages(lab: string): string[] {
  return [...found(join(lab, "reports"), /\.(html|pdf)$/)].filter((path) => {
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(path)).trimEnd();
    return !text.endsWith(path.endsWith(".pdf") ? "%%EOF" : "</html>");
  });
}

function sums(paths: readonly string[]): string[] {
  return paths.map((path) =>
    `${basename(path)} ${createHash("sha256").update(Deno.readFileSync(path)).digest("hex")}`
  );
}

/** A run of a task. */
class Run {
  readonly #child: Deno.ChildProcess;
  readonly status: Promise<Deno.CommandStatus>;
  ended = false;
  output = "";

  constructor(lab: string, temporary: string, args: string[]) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["task", ...args],
      cwd: lab,
      env: { TMPDIR: temporary, NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.status = this.#child.status;
    this.status.then(() => this.ended = true);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      (async () => {
        for await (const text of stream.pipeThrough(new TextDecoderStream())) this.output += text;
      })();
    }
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Waits for a line, for so long. */
  async until(line: RegExp, milliseconds: number): Promise<boolean> {
    const end = performance.now() + milliseconds;
    while (performance.now() < end && !this.ended) {
      if (this.output.split("\n").some((one) => line.test(one))) return true;
      await sleep(50);
    }
    return this.output.split("\n").some((one) => line.test(one));
  }

  /** Whether it ended, in so long. */
  async ends(milliseconds: number): Promise<boolean> {
    const end = performance.now() + milliseconds;
    while (performance.now() < end && !this.ended) await sleep(50);
    return this.ended;
  }
}

/** What a series of kills found wrong. */
class Findings {
  readonly problems: string[] = [];

  complain(problem: string): void {
    this.problems.push(problem);
    this.say(`✗ ${problem}`);
  }

  say(text: string): void {
    console.log(`${new Date().toTimeString().slice(0, 8)} ${text}`);
  }
}

/** Kills some of what a run started, at any moment, and waits for its end. */
async function kill(
  run: Run,
  seconds: number,
  random: () => number,
  findings: Findings,
): Promise<Process[]> {
  await run.ends(random() * seconds * 1000);
  const all = below(run.pid, await processes());
  const victims = random() < 0.25 ? all : all.length > 0 ? [pick(all, random)] : [];
  for (const { pid } of victims) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch {
      // It has ended since.
    }
  }
  const whom = victims.length > 1 ? `all ${victims.length}` : victims[0]?.args ?? "nothing";
  findings.say(`  killed ${whom.slice(0, 100)}`);
  if (!await run.ends(HANG_MS)) findings.complain(`hangs, its ${whom} killed`);
  await sleep(1500); // what was started by a task that is gone notices after a moment
  return all;
}

/** So many kills of one kind, and a run that is left alone. */
async function series(
  kind: Kind,
  kills: number,
  { root, temporary, task }: Lab,
): Promise<string[]> {
  const findings = new Findings();
  const random = mulberry(SEED);
  let whole = "";
  let { seconds } = kind;
  if (kind.made) {
    const began = performance.now();
    await must(task(kind.args));
    seconds = (performance.now() - began) / 1000; // a kill after the end would be none
    whole = String(sums(kind.made(root)));
  }
  let before: Process[] = [];
  for (let i = 0; i <= kills; i++) {
    findings.say(`${kind.name} ${i + 1} of ${kills + 1}`);
    await kind.before?.(root, random);
    const run = new Run(root, temporary, kind.args);
    if (i > 0 && await run.until(kind.begun, HANG_MS)) {
      await sleep(500);
      const left = await leftovers(root, temporary, before, run.pid);
      left.forEach((one) => findings.complain(`left: ${one}`));
    }
    if (i < kills) before = await kill(run, seconds, random, findings);
    else if (!await run.ends(3 * HANG_MS)) findings.complain("the last run hangs");
    else if (!(await run.status).success) findings.complain(`the last run fails: ${run.output}`);
    const changed = [...await changedFiles(root), ...halfPages(root)];
    changed.forEach((path) => findings.complain(`neither old nor new: ${path}`));
  }
  if (kind.made && String(sums(kind.made(root))) !== whole) {
    findings.complain("other bytes than a run that nobody killed");
  }
  return findings.problems;
}

Deno.test(`tasks that are killed leave nothing (${KILLS} kills from seed ${SEED}; ten minutes for ten)`, (t) =>
  inLab(async (lab) => {
    const share = (upTo: number) => Math.floor(upTo * KILLS / KINDS.length);
    for (const [i, kind] of KINDS.entries()) {
      await t.step(kind.name, async () => {
        assertEquals(await series(kind, share(i + 1) - share(i), lab), []);
      });
    }
  }));
