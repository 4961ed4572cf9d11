/**
 * Kills what the tasks run, one process or all of them, at any moment, and looks at what is left:
 *
 *     TEST_KILLS=100 deno task test --outside tests/outside/kills.ts    (about half an hour)
 *     TEST_KILLS=100 TEST_KINDS=setup deno task test ...                (its ten of them alone)
 *
 * A whole run is made first, and the moment of each kill is drawn evenly from the time that it took:
 * so long after the line that was printed last then, or when the next line comes, so that a slower or
 * faster run is hit in the same place. What ended before it was hit does not count. Once a later run
 * has begun its work, no process, scratch folder, connection file or half-written file of those
 * before may be there, and no file of the checkout may have changed. The last run of each kind is left
 * alone, and must end well, with the bytes of a run that nobody killed.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { runCommand } from "#lib/workspace/run_command.ts";
import { inLab, type Lab } from "../support/lab.ts";

/** How many, of which kinds, and from which seed their moments and victims are drawn. */
const KILLS = Number(Deno.env.get("TEST_KILLS") ?? 10);
const ONLY = Deno.env.get("TEST_KINDS")?.split(",");
const SEED = Number(Deno.env.get("TEST_SEED") ?? Date.now() % 1e6);

/** Milliseconds after which a task whose process was killed is taken to hang. */
const HANG_MS = 120_000;

/** Milliseconds after which a run that has begun must have taken away what was left. */
const SWEEP_MS = 1000;

/** Where the tasks write. */
const WRITTEN = ["notebooks", "reports", "recorded", "data/runs"]
  .concat(["native", "tfjs", "setup"].map((name) => join(".cache", name)));

/** What a file is called that is being written. */
const DRAFT = /\.tmp$|^\.room$/;

/** One kind of run that is killed. */
interface Kind {
  name: string;
  /** Its share of the kills. */
  share: number;
  args: string[];
  /** A line by which the work has begun, and what was left before must be gone. */
  begun: RegExp;
  /** What is taken away half of the time, so that there is something to do; else a run goes on. */
  before?: (lab: string) => Promise<void>;
  /** Files whose bytes must be those of a run that nobody killed. */
  made?: (lab: string) => string[];
}

const KINDS: Kind[] = [
  {
    name: "report",
    share: 0.2,
    args: ["report", "--only", "1", "--format", "both", "--to", "reports"],
    begun: /^\s+1\/1 /,
  },
  {
    name: "notebooks",
    share: 0.35,
    args: ["notebooks", "--only", "1"],
    begun: /^\s+01_/,
  },
  {
    name: "setup",
    share: 0.1, // each takes minutes
    args: ["setup"],
    begun: /^\s+\[\d\/\d\]|Nothing is missing/,
    async before(lab) {
      for (const part of [".venv", ".cache/native", ".cache/tfjs"]) {
        await remove(join(lab, part));
      }
    },
  },
  {
    name: "record",
    share: 0.35,
    args: ["record", "replay", "--steps", "20", "--seeds", "1", "--to", "recorded"],
    begun: /step +\d+\/20|trainings/,
    before: (lab) => remove(join(lab, "recorded")),
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
  for (const path of entries(folder)) {
    if (name.test(basename(path))) yield path;
    else if (Deno.lstatSync(path).isDirectory) yield* found(path, name);
  }
}

function entries(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}

const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** What lies where only a run at work may have something, and which of the processes live on. */
async function remains(
  { root, temporary }: Lab,
  of: readonly Process[],
): Promise<{ paths: string[]; alive: Process[] }> {
  const all = await processes();
  const drafts = WRITTEN.flatMap((name) => [...found(join(root, name), DRAFT)]);
  return {
    paths: [join(root, ".cache", "scratch"), temporary].flatMap(entries).concat(drafts),
    alive: of.filter(({ pid, args }) => all.some((one) => one.pid === pid && one.args === args)),
  };
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

/** A moment of a run: so many milliseconds after the last of so many lines, or when the next comes. */
interface Moment {
  lines: number;
  after: number;
}

/** A run of a task. */
class Run {
  readonly #child: Deno.ChildProcess;
  readonly #began = performance.now();
  readonly status: Promise<Deno.CommandStatus>;
  /** Its lines, and after how many milliseconds each came. */
  readonly lines: { text: string; at: number }[] = [];
  /** After how many milliseconds it ended, once it has. */
  ended?: number;

  constructor(lab: string, temporary: string, args: string[]) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["task", ...args],
      cwd: lab,
      env: { TMPDIR: temporary, NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.status = this.#child.status;
    this.status.then(() => this.ended = this.age);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      (async () => {
        let line = "";
        for await (const text of stream.pipeThrough(new TextDecoderStream())) {
          const whole = (line + text).split("\n");
          line = whole.pop()!;
          this.lines.push(...whole.map((text) => ({ text, at: this.age })));
        }
      })();
    }
  }

  get pid(): number {
    return this.#child.pid;
  }

  get age(): number {
    return performance.now() - this.#began;
  }

  get output(): string {
    return this.lines.map(({ text }) => text).join("\n");
  }

  /** Whether a line came, and is so many milliseconds old. */
  had(line: RegExp, ago: number): boolean {
    return this.lines.some(({ text, at }) => line.test(text) && this.age - at >= ago);
  }

  /** Waits until something is so, or it has ended, or for so long. */
  async until(isSo: () => boolean, milliseconds = HANG_MS): Promise<void> {
    const end = performance.now() + milliseconds;
    while (performance.now() < end && this.ended === undefined && !isSo()) await sleep(5);
  }

  /** Waits for a moment. */
  async reaches({ lines, after }: Moment): Promise<void> {
    await this.until(() => this.lines.length >= lines);
    await this.until(() => this.lines.length > lines, after);
  }

  /** Any moment of this run, which has ended. */
  moment(random: () => number): Moment {
    const time = random() * this.ended!;
    const before = this.lines.filter(({ at }) => at <= time);
    return { lines: before.length, after: time - (before.at(-1)?.at ?? 0) };
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

/** Kills some of what a run started and waits for its end; gives what ran, or none where it had ended. */
async function kill(run: Run, random: () => number, findings: Findings): Promise<Process[]> {
  const all = below(run.pid, await processes());
  const victims = random() < 0.25 || all.length === 0 ? all : [pick(all, random)];
  const hit = victims.filter(({ pid }) => {
    try {
      Deno.kill(pid, "SIGKILL");
      return true;
    } catch {
      return false; // It has ended since.
    }
  });
  const whom = hit.length > 1 ? `all ${hit.length}` : hit[0]?.args ?? "nothing";
  const last = run.lines.at(-1)?.text.trim() ?? "nothing";
  findings.say(
    `  after ${(run.age / 1000).toFixed(1)} s, "${last.slice(0, 60)}": ${whom.slice(0, 160)}`,
  );
  await run.until(() => false);
  if (run.ended === undefined) findings.complain(`hangs, its ${whom} killed`);
  await sleep(1500); // what was started by a task that is gone notices after a moment
  return hit.length > 0 ? all : [];
}

/** So many kills of one kind, and a run that is left alone. */
async function series(kind: Kind, kills: number, lab: Lab): Promise<string[]> {
  const findings = new Findings();
  const random = mulberry(SEED);
  const { root, temporary } = lab;
  const bytes = () => String(sums(kind.made?.(root) ?? []));
  let left: Awaited<ReturnType<typeof remains>> = { paths: [], alive: [] };
  const swept = async () => {
    const now = await remains(lab, left.alive);
    for (const { pid, args } of now.alive) findings.complain(`left: process ${pid}: ${args}`);
    for (const path of now.paths.filter((path) => left.paths.includes(path))) {
      findings.complain(`left: ${path}`);
    }
    left = { paths: [], alive: [] };
  };
  const intact = async () => {
    const changed = [...await changedFiles(root), ...halfPages(root)];
    changed.forEach((path) => findings.complain(`neither old nor new: ${path}`));
  };
  const endsWell = async (run: Run) => {
    await run.until(() => false, 3 * HANG_MS);
    if (run.ended === undefined) return findings.complain("a run that is left alone hangs");
    if (!(await run.status).success) findings.complain(`a run fails: ${run.output}`);
    await swept();
    const more = await remains(lab, []);
    more.paths.forEach((path) => findings.complain(`left by a whole run: ${path}`));
    await intact();
  };

  await kind.before?.(root);
  const whole = new Run(root, temporary, kind.args);
  await endsWell(whole);
  const wanted = bytes();
  const report = (text: string) => findings.say(`${kind.name}: ${text}`);
  report(`a whole run takes ${(whole.ended! / 1000).toFixed(1)} s`);
  let hits = 0, ended = 0;
  while (hits < kills && ended <= kills + 5) {
    if (random() < 0.5) await kind.before?.(root);
    const run = new Run(root, temporary, kind.args);
    await run.reaches(whole.moment(random));
    if (run.ended === undefined && run.had(kind.begun, SWEEP_MS)) await swept();
    const killed = await kill(run, random, findings);
    if (killed.length > 0) {
      report(`${++hits} of ${kills} hit`);
      const now = await remains(lab, [...left.alive, ...killed]);
      left = { paths: [...left.paths, ...now.paths], alive: now.alive };
      await intact();
    } else {
      ended++;
      await endsWell(run);
      if (bytes() !== wanted) findings.complain("other bytes than a run that nobody killed");
    }
  }
  if (hits < kills) findings.complain(`only ${hits} of ${kills} were hit`);
  await endsWell(new Run(root, temporary, kind.args));
  if (bytes() !== wanted) findings.complain("other bytes than a run that nobody killed");
  report(`${hits} hit, ${ended} ended before, ${findings.problems.length} problems`);
  return findings.problems;
}

Deno.test(`tasks that are killed leave nothing (${KILLS} kills from seed ${SEED})`, (t) =>
  inLab(async (lab) => {
    for (const kind of KINDS.filter(({ name }) => ONLY?.includes(name) ?? true)) {
      const kills = Math.round(KILLS * kind.share);
      if (kills === 0) continue;
      await t.step(`${kind.name}, ${kills} kills`, async () => {
        assertEquals(await series(kind, kills, lab), []);
      });
    }
  }));
