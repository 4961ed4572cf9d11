import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BackendReport } from "../backend/mod.ts";
import { runsFolder } from "../training/runs/run_folder.ts";
import { writeAtomic } from "../workspace/write_atomic.ts";
import type { ExperimentResult } from "./run_experiment.ts";

/** What a recorded experiment ran on and how fast: beside the run, whose own files hold no times. */
export interface RunCard {
  /** The run's name, which is its folder's too. */
  name: string;
  /** Which experiment it was. */
  experiment: string;
  /** `tensorflow`, `webgpu`, `wasm` or `cpu`. */
  backend: string;
  /** The GPU or the processor, as its maker names it. */
  device: string;
  /** Whether a GPU computed. */
  gpu: boolean;
  /** The GPU's driver, where it tells. */
  driver: string | null;
  /** Version by package or runtime. */
  versions: Record<string, string>;
  /** The seed. */
  seed: number;
  /** The commit of the code. */
  commit: string | null;
  /** The day, as `2026-11-22`. */
  date: string;
  /** The median time from one step to the next, in milliseconds. */
  stepMilliseconds: number;
  /** Images a second at that pace. */
  imagesPerSecond: number;
}

const CARD = "card.json";

/**
 * Writes the card of an experiment's run into its folder.
 *
 * @param experiment The experiment's name.
 * @param result Its run and its speed.
 * @param machine What computed.
 * @param driver The GPU's driver, where it tells.
 * @returns The card.
 */
export async function writeRunCard(
  experiment: string,
  { run, stepMilliseconds, imagesPerSecond }: ExperimentResult,
  machine: BackendReport,
  driver: string | null,
): Promise<RunCard> {
  const card: RunCard = {
    name: run.facts.name,
    experiment,
    backend: machine.backend,
    device: machine.device,
    gpu: machine.gpu,
    driver,
    versions: machine.versions,
    seed: run.facts.seed,
    commit: run.facts.commit,
    date: new Date().toISOString().slice(0, 10),
    stepMilliseconds: +stepMilliseconds.toPrecision(3),
    imagesPerSecond: +imagesPerSecond.toPrecision(3),
  };
  await writeAtomic(join(run.path, CARD), JSON.stringify(card, null, 2) + "\n");
  return card;
}

/**
 * The cards of the recorded runs of an experiment, GPUs first.
 *
 * @param experiment The experiment's name.
 * @param options `folder`: where runs are kept; `data/runs` by default.
 * @returns The cards; none when none was recorded.
 */
export async function readRunCards(
  experiment: string,
  { folder = runsFolder() }: { folder?: string } = {},
): Promise<RunCard[]> {
  const names = await readdir(folder).catch(() => []);
  const cards = await Promise.all(
    names.sort().map(async (name) => {
      const text = await readFile(join(folder, name, CARD), "utf8").catch(() => undefined);
      return text === undefined ? undefined : JSON.parse(text) as RunCard;
    }),
  );
  return cards
    .filter((card): card is RunCard => card?.experiment === experiment)
    .sort((a, b) => Number(b.gpu) - Number(a.gpu) || a.stepMilliseconds - b.stepMilliseconds);
}
