/**
 * A study on a real Slurm of two nodes on this machine, one of which dies in the middle:
 *
 *     apt-get install slurmctld slurmd slurm-client munge
 *     deno task test --outside tests/outside/slurm.ts    (as root; three minutes)
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { lessonRuns, readStudy } from "#lib/experiments/mod.ts";
import { findProgram } from "#lib/workspace/find_program.ts";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { type CommandResult, runCommand } from "#lib/workspace/run_command.ts";

const missing = ["munged", "slurmctld", "slurmd", "sbatch"].filter((name) => !findProgram(name));
const reason = missing.length > 0
  ? `${missing.join(", ")}: not here`
  : Deno.uid() !== 0
  ? "slurmd wants root"
  : "";

/** Two nodes, three seeds of three trainings, and a task for each. */
const STUDY = ["lesson_runs", "--seeds", "3", "--steps", "300", "--backend", "wasm"];
const TASKS = 9;

const conf = (folder: string) =>
  `ClusterName=lab
SlurmctldHost=${hostname()}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket,cred_expire=5
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
ReturnToService=2
SlurmctldPort=26817
SlurmdTimeout=10
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool-%n
SlurmctldPidFile=${folder}/ctld.pid
SlurmdPidFile=${folder}/slurmd-%n.pid
SchedulerType=sched/backfill
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
JobAcctGatherType=jobacct_gather/none
NodeName=n1 NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=26818 CPUs=1 RealMemory=2000 State=UNKNOWN
NodeName=n2 NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=26819 CPUs=1 RealMemory=2000 State=UNKNOWN
PartitionName=lab Nodes=n1,n2 Default=YES MaxTime=00:20:00 State=UP
`;

const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** Waits for what a question answers with something. */
async function until<T>(ask: () => Promise<T | undefined | false>, what: string): Promise<T> {
  for (let waited = 0; waited < 300_000; waited += 250) {
    const answer = await ask();
    if (answer) return answer;
    await sleep(250);
  }
  throw new Error(`${what}: not within five minutes`);
}

/** A Slurm of two nodes: its daemons are this process's children, and end with it. */
class Cluster {
  readonly #daemons = new Map<string, Deno.ChildProcess>();
  readonly env: Record<string, string>;

  constructor(readonly folder: string) {
    this.env = { SLURM_CONF: join(folder, "slurm.conf") };
  }

  async start(): Promise<void> {
    const { folder } = this;
    await Deno.writeTextFile(this.env.SLURM_CONF, conf(folder));
    await Deno.writeFile(join(folder, "key"), crypto.getRandomValues(new Uint8Array(64)), {
      mode: 0o600,
    });
    await Deno.mkdir(join(folder, "state"));
    const own = ["socket", "pid-file", "log-file", "seed-file"].map((name) =>
      `--${name}=${folder}/munge.${name}`
    );
    this.#daemon("munged", "--foreground", "--force", `--key-file=${folder}/key`, ...own);
    await until(() => Deno.stat(join(folder, "munge.socket")).catch(() => undefined), "munged");
    this.#daemon("slurmctld", "-D");
    for (const node of ["n1", "n2"]) this.#daemon("slurmd", "-D", "-N", node);
    const up = async () => (await this.ask("sinfo", "-h", "-o", "%D %t")).trim() === "2 idle";
    await until(up, "two idle nodes");
  }

  #daemon(program: string, ...args: string[]): void {
    const name = args.at(-1)!.startsWith("n") ? args.at(-1)! : program;
    const child = new Deno.Command(findProgram(program)!, {
      args,
      env: this.env,
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#daemons.set(name, child);
  }

  async ask(program: string, ...args: string[]): Promise<string> {
    return (await runCommand(program, args, { env: this.env })).stdout;
  }

  /** A node dies with all that runs on it, here the tasks of one job. */
  async kill(node: string, job: string): Promise<void> {
    this.#daemons.get(node)!.kill("SIGKILL");
    const { stdout } = await runCommand("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="]);
    const all = stdout.trim().split("\n").map((line) => {
      const [pid, parent, ...args] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), args: args.join(" ") };
    });
    const below = (root: number): number[] => [
      root,
      ...all.filter(({ parent }) => parent === root).flatMap(({ pid }) => below(pid)),
    ];
    const step = all.find(({ args }) => args.startsWith(`slurmstepd: [${job}.`));
    assert(step, `no step of job ${job}`);
    for (const pid of below(step.pid)) Deno.kill(pid, "SIGKILL");
  }

  async end(): Promise<void> {
    if (this.#daemons.has("slurmctld")) await this.ask("scancel", "--user=root");
    await sleep(1000);
    for (const child of [...this.#daemons.values()].reverse()) {
      try {
        child.kill("SIGTERM");
      } catch {
        // It was killed.
      }
      await child.status;
    }
  }
}

/** Runs the task as somebody who stands in a folder of his own. */
const record = (cwd: string, args: readonly string[], env = {}): Promise<CommandResult> =>
  runCommand(DENO, ["task", "--cwd", ROOT, "record", ...STUDY, ...args], {
    cwd,
    env: { INIT_CWD: cwd, ...env },
  });

/** What a recording holds, without the times. */
async function rowsIn(folder: string): Promise<unknown> {
  const { rows } = await readStudy(lessonRuns, { folder });
  return {
    evaluations: rows.evaluations.map(({ stepMilliseconds: _, ...row }) => row),
    steps: rows.steps,
  };
}

Deno.test({
  name: `record --slurm: a node dies, and the recording is that of one machine${
    reason && ` (ignored: ${reason})`
  }`,
  ignore: reason !== "",
  async fn() {
    const folder = await mkdtemp(join(tmpdir(), "slurm-"));
    const cluster = new Cluster(folder);
    try {
      const [alone, shared] = [join(folder, "alone"), join(folder, "shared")];
      const whole = await record(folder, ["--to", alone, "--jobs", "2"]);
      assertEquals(whole.code, 0, whole.output);

      await cluster.start();
      const given = await record(
        folder,
        ["--to", shared, "--slurm", "--jobs", String(TASKS)],
        cluster.env,
      );
      assertEquals(given.code, 0, given.output);
      assertStringIncludes(given.output, `${TASKS} tasks`);

      const logs = join(shared, "lesson_runs.slurm");
      const log = (task: string) => readFile(join(logs, `${task}.log`), "utf8").catch(() => "");
      const [job, task] = await until(async () => {
        const line = await cluster.ask("squeue", "-h", "-w", "n2", "-t", "R", "-o", "%A %K");
        const [job, task] = line.trim().split(" ");
        return job && / step +\d+\/300/.test(await log(task)) && [job, task];
      }, "a training on n2");
      await cluster.kill("n2", job);
      console.log(`n2 died while it trained share ${task}`);

      await until(async () => (await cluster.ask("squeue", "-h")).trim() === "", "the job's end");
      assertStringIncludes(await cluster.ask("sinfo", "-h", "-n", "n2", "-o", "%t"), "down");
      const begun = (await log(task)).split("the backend is made ready").length - 1;
      assertEquals(begun, 2, `share ${task} began ${begun} times`);
      assertEquals(await rowsIn(shared), await rowsIn(alone));

      const again = await record(folder, ["--to", shared, "--slurm"], cluster.env);
      assertStringIncludes(again.output, "it is recorded");
    } finally {
      await cluster.end();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
});
