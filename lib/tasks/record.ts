/** `deno task record STUDY`: records a study, or a share of it. */
import { relative, resolve } from "../host/node.ts";
import { useBackend } from "../backend/mod.ts";
import { nvidiaDriverVersion } from "../backend/tensorflow/nvidia.ts";
import { openStudy, recordStudy, studies, takeShares } from "../experiments/mod.ts";
import { type ProgressLine, progressLine } from "../training/mod.ts";
import { ROOT } from "../workspace/paths.ts";
import { systemError } from "../workspace/system_error.ts";
import { options, refuse, userFolder, wholeNumber } from "./options.ts";
import { shareOnMachine } from "./share_on_machine.ts";
import { shareOnSlurm } from "./share_on_slurm.ts";
import HELP from "./help/record.txt" with { type: "text" };

/** Before ten minutes are over: what a share may take, with its start and its last save. */
const SHARE_MINUTES = 9.5;

const { _: [name, ...others], ...given } = options(HELP, {
  ...{ list: false, slurm: false, gpu: false, backend: "auto" },
  ...{ seeds: "", steps: "", to: "", array: "", jobs: "" },
  ...{ sbatch: [] as string[], from: [] as string[] },
}, { words: true, paths: ["to", "from"] });

if (given.list) {
  for (const { name, about, seeds, steps, ...study } of studies) {
    const trainings = (await study.splits()).length * seeds.length * study.settings(steps).length;
    console.log(`${name.padEnd(20)}${`${trainings} trainings`.padEnd(15)}${about}`);
  }
  Deno.exit(0);
}
const study = studies.find((study) => study.name === name);
const names = studies.map(({ name }) => name).join(", ");
if (!study || others.length > 0) {
  const got = [name ?? "none", ...others].join(" ");
  refuse(`STUDY: expected one of ${names}, got ${got}\n\n${HELP}`);
}
const size = {
  seeds: given.seeds ? wholeNumber("seeds", given.seeds, 1, 1e4) : undefined,
  steps: given.steps ? wholeNumber("steps", given.steps, 1, 1e7) : undefined,
};
const [at, of] = given.array
  ? (/^\d+\/\d+$/.exec(given.array)?.[0] ?? refuse(`--array: expected I/N, got ${given.array}`))
    .split("/").map((text) => wholeNumber("array", text))
  : [1, 1];
if (at > of) refuse(`--array: expected a share of 1/${of} to ${of}/${of}, got ${given.array}`);
const sharedOut = given.slurm || given.jobs !== "";
if (sharedOut && (given.array || given.from.length > 0)) {
  refuse("--jobs, --slurm: expected neither --array nor --from beside them: they make the shares");
}
if (given.from.length > 0 && (given.steps || given.array)) {
  refuse("--from: expected neither --steps nor --array beside it: shares stay as they were made");
}
if (given.sbatch.length > 0 && !given.slurm) refuse("--sbatch: expected --slurm beside it");
const say = (line: string) => console.log(line);
const place = { folder: given.to || resolve(ROOT, "data/runs"), say };
const began = performance.now();
let line: { name: string; progress: ProgressLine } | undefined;
try {
  if (sharedOut) Deno.exit(await shareOut());
  const { path, units, left, facts } = given.from.length > 0
    ? await takeShares(study, given.from, { ...place, seeds: size.seeds })
    : await record();
  await line?.progress.done();
  const next = given.from.length > 0
    ? "--from takes in their shares too"
    : "the same command goes on";
  const how = facts
    ? `${units} trainings, ${Object.keys(facts.sums).join(", ")}`
    : left > 0
    ? `${left} ${left === 1 ? "training is" : "trainings are"} left; ${next}`
    : "this share is done; the tables come with the last one";
  console.log(`${shownFrom(path)}: ${how}`);
  Deno.exit(left > 0 && !facts ? 75 : 0);
} catch (error) {
  await line?.progress.done();
  console.error(systemError(error) ?? (error as Error).message);
  Deno.exit(1);
}

async function record() {
  say(`${study!.name}: the backend is made ready`);
  const machine = await useBackend(given.backend as "auto");
  if (given.gpu && (!machine.gpu || machine.software)) {
    const reasons = machine.passedOver.map(({ backend, reason }) => `${backend}: ${reason}`);
    if (machine.software) reasons.unshift(`${machine.device} is computed on the processor`);
    const why = reasons.join("; ") || machine.device;
    throw new Error(`There is no GPU to run on here (${why}). Nothing was recorded.`);
  }
  const driver = machine.gpu ? nvidiaDriverVersion() ?? null : null;
  return await recordStudy(study!, {
    ...size,
    ...place,
    machine: { ...machine, driver },
    share: { at, of },
    minutes: given.array ? SHARE_MINUTES - (performance.now() - began) / 60_000 : Infinity,
    async onStep(record, { name, steps }) {
      if (line?.name !== name) {
        await line?.progress.done();
        line = { name, progress: progressLine({ total: steps, label: name }) };
      }
      await line.progress.update(record);
    },
  });
}

async function shareOut(): Promise<number> {
  const wanted = given.jobs ? wholeNumber("jobs", given.jobs, 1, 999) : 10;
  const { plan, path, recorded } = await openStudy(study!, { ...size, ...place });
  if (recorded) {
    say(`${shownFrom(path)}: it is recorded; to record it again, delete the folder first`);
    return 0;
  }
  const shares = Math.min(wanted, plan.splits.length * plan.seeds.length * plan.settings.length);
  if (shares < wanted) say(`${shares} trainings, so ${shares} shares`);
  const { seeds, steps, backend } = given;
  const asked = Object.entries({ seeds, steps, backend, to: place.folder })
    .flatMap(([name, value]) => value ? [`--${name}`, value] : []);
  const args = [study!.name, ...asked, ...given.gpu ? ["--gpu"] : []];
  if (!given.slurm) return await shareOnMachine(args, shares, say);
  const { job, logs } = await shareOnSlurm(args, shares, { ...place, sbatch: given.sbatch });
  say(`Slurm has it as job ${job}, ${shares} tasks; ${shownFrom(logs)} holds what they print.`);
  return 0;
}

function shownFrom(path: string): string {
  const short = relative(userFolder(), path);
  return short.startsWith("..") ? path : short;
}
