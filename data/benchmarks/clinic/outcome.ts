/** What a training of the study came to: whether it fell ill, and what of it is handed over. */
import { batchAllTripletLoss, batchHardTripletLoss } from "../../../lib/reference/mod.ts";
import type { Case } from "./plan.ts";

/** A snapshot as the files have it: float32 in base64. */
export interface Shot {
  step: number;
  names?: string[];
  part?: string;
  dim: number;
  labels: number[];
  embeddings: string;
}

/** What a training left. */
export interface Made {
  log: Record<string, (number | string | null)[]>;
  first: Shot;
  end: Shot;
  batch: Shot;
  train: Shot;
  value?: { loss: number; snapshot: Shot } | null;
}

/** What somebody would bring, and say of their loss. */
export interface Brought {
  log?: Made["log"];
  snapshots?: Shot[];
  value?: { loss: number; batch: Shot };
  options: { margin?: number; squared?: boolean; gamma?: number; m?: number };
}

/** The rows of a snapshot. */
export function rowsOf({ embeddings, dim }: Shot): number[][] {
  const bytes = Uint8Array.from(atob(embeddings), (c) => c.charCodeAt(0));
  const flat = new Float32Array(bytes.buffer);
  return Array.from(
    { length: flat.length / dim },
    (_, i) => [...flat.subarray(i * dim, (i + 1) * dim)],
  );
}

function shotOf(rows: readonly number[][], labels: number[], like: Shot, part?: string): Shot {
  const bytes = new Uint8Array(Float32Array.from(rows.flat()).buffer);
  const embeddings = btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
  return { step: like.step, dim: like.dim, labels, embeddings, ...(part && { part }) };
}

const mean = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;
const median = (all: readonly number[]) =>
  [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
const away = (x: readonly number[], y: readonly number[]) =>
  Math.hypot(...x.map((v, i) => v - y[i]));
const columnsIn = (rows: number[][]) => rows[0].map((_, j) => rows.map((row) => row[j]));
const spread = (all: readonly number[]) => Math.sqrt(mean(all.map((v) => (v - mean(all)) ** 2)));

/** The numbers that tell whether a training fell ill. They know nothing of the clinic's thresholds. */
function facts(one: Case, made: Made) {
  const rows = rowsOf(made.end), { labels } = made.end;
  const pairs = rows.flatMap((x, i) => rows.slice(i + 1).map((y) => away(x, y)));
  const meanDistance = mean(one.squared ? pairs.map((d) => d * d) : pairs);
  const numbers = (name: string) =>
    (made.log[name] ?? []).filter((v): v is number => typeof v === "number");
  const ends = (name: string) => {
    const all = numbers(name), fifth = Math.max(1, Math.floor(all.length / 5));
    return { head: median(all.slice(0, Math.min(5, fifth))), tail: median(all.slice(-fifth)) };
  };
  return {
    ...{ rows, labels, meanDistance, numbers },
    loss: ends("loss"),
    share: ends("activeShare"),
    finite: made.log.loss.every((v) => typeof v === "number") && rows.flat().every(Number.isFinite),
    recall: recall(rows, labels),
    before: recall(rowsOf(made.first), made.first.labels),
  };
}

function recall(rows: number[][], labels: number[]): number {
  const right = rows.map((x, i) => {
    const far = rows.map((y, j) => j === i ? Infinity : away(x, y));
    return labels[far.indexOf(Math.min(...far))] === labels[i];
  });
  return mean(right.map(Number));
}

/** Share of the variance along the first direction, by repeated products. */
function alongFirst(rows: number[][]): number {
  const middle = columnsIn(rows).map(mean);
  const centred = rows.map((row) => row.map((v, j) => v - middle[j]));
  let direction = middle.map((_, j) => 1 + j / 7);
  for (let i = 0; i < 60; i++) {
    const along = centred.map((row) => row.reduce((sum, v, j) => sum + v * direction[j], 0));
    const next = middle.map((_, j) => centred.reduce((sum, row, k) => sum + row[j] * along[k], 0));
    direction = next.map((v) => v / (Math.hypot(...next) || 1));
  }
  const all = centred.flat().reduce((sum, v) => sum + v * v, 0);
  const along = centred.map((row) => row.reduce((sum, v, j) => sum + v * direction[j], 0) ** 2);
  return along.reduce((sum, v) => sum + v, 0) / all;
}

/** How many pairs share CircleLoss's gradient: the exponential of the weights' entropy. */
function pairsWithGradient({ gamma = 0, m = 0 }: Case, shot: Shot): number {
  const rows = rowsOf(shot);
  const scores = rows.flatMap((x, i) =>
    rows.slice(i + 1).flatMap((y, j) => {
      if (shot.labels[i] === shot.labels[i + 1 + j]) return [];
      const s = x.reduce((sum, v, k) => sum + v * y[k], 0);
      return [Math.max(s + m, 0) * (s - m) * gamma];
    })
  );
  const top = Math.max(...scores), weights = scores.map((s) => Math.exp(s - top));
  const sum = weights.reduce((a, b) => a + b, 0);
  return Math.exp(-weights.reduce((a, w) => a + (w > 0 ? w / sum * Math.log(w / sum) : 0), 0));
}

/** Whether a training has what it was meant to have: the disease, or health. */
export function fellIll(one: Case, made: Made): boolean {
  const f = facts(one, made), { margin } = one;
  const point = f.meanDistance <= margin / 100;
  const centre = (c: number) => columnsIn(f.rows.filter((_, i) => f.labels[i] === c)).map(mean);
  const told: Record<string, () => boolean> = {
    health: () => f.finite && f.recall >= 0.75 && f.loss.tail <= 0.8 * f.loss.head && !point,
    "collapse-to-a-point": () => f.finite && point,
    "collapse-to-a-line": () => !point && alongFirst(f.rows) >= 0.98,
    "collapse-near-the-margin": () =>
      !point && f.meanDistance < 0.35 * margin && Math.abs(f.loss.tail / margin - 1) < 0.15,
    "classes-collapsed-together": () => {
      const centres = Array.from({ length: one.classes }, (_, c) => centre(c));
      const apart = centres.flatMap((x, i) => centres.slice(i + 1).map((y) => away(x, y)));
      return f.recall > 0.4 && away(centres[0], centres[1]) < 0.1 * median(apart);
    },
    "loss-at-the-margin": () =>
      f.numbers("loss").slice(-10).every((loss) => Math.abs(loss / margin - 1) < 0.05),
    "mean-over-active-mistaken": () =>
      f.recall >= 0.6 && f.loss.tail >= 0.7 * f.loss.head && f.share.tail <= 0.5 * f.share.head,
    "no-valid-triplets": () => f.numbers("validTriplets").every((n) => n === 0),
    "duplicate-rows": () => new Set(f.rows.map(String)).size <= 0.95 * f.rows.length,
    "squared-or-plain": () => {
      const { loss, snapshot } = made.value!;
      const kind = one.rule === "batch-hard" ? batchHardTripletLoss : batchAllTripletLoss;
      const [plain, square] = [false, true].map((squared) =>
        kind(rowsOf(snapshot), snapshot.labels, { margin, squared }).loss
      );
      return loss > 0.02 && Math.abs(plain - square) > 0.05 * loss;
    },
    "margin-beyond-sphere": () => f.finite && !point,
    "not-normalised": () => {
      const lengths = f.rows.map((row) => Math.hypot(...row));
      return f.finite && spread(lengths) > 0.1 * mean(lengths);
    },
    "dead-dimensions": () =>
      columnsIn(f.rows).filter((c) => spread(c) < 1e-6).length >= 0.1 * one.dim && !point,
    "gamma-overflow": () => !f.finite,
    "gamma-starvation": () => f.finite && pairsWithGradient(one, made.batch) < 1.5,
    "learning-rate-too-high": () =>
      f.finite && (Math.max(...f.numbers("loss")) > 3 * f.numbers("loss")[0] ||
        f.recall < f.before - 0.1),
    "not-finite": () => !f.finite,
    "float16-saturation": () => f.rows.flat().every(Number.isFinite),
    "near-duplicate-labels": () => f.finite && !point,
  };
  return told[one.disease]?.() ?? f.finite;
}

/** What of a training somebody brings. */
export function brought(one: Case, made: Made): Brought {
  const sick = one.with;
  const circle = one.rule === "circle";
  const options: Brought["options"] = circle
    ? { gamma: one.gamma, m: one.m }
    : { ...(one.rule !== "soft" && { margin: one.margin }), squared: one.squared };
  const end = few(made.end, 6);
  if (made.value) {
    return {
      value: { loss: made.value.loss, batch: made.value.snapshot },
      options: { ...options, squared: !one.squared },
    };
  }
  const names = {
    ...{ all: Object.keys(made.log), none: [] },
    ...{ share: ["step", "loss", "activeShare"], loss: ["step", "loss"] },
  }[one.columns].filter((name) => name !== "validTriplets" || sick.validColumn);
  const log = Object.fromEntries(names.map((name) => [name, made.log[name].map(short)]));
  const snapshots = one.disease === "loss-at-the-margin" || sick.snapshot === false
    ? undefined
    : sick.wrongAxis
    ? [made.end]
    : sick.batches === "one-class" || sick.labels === "rows"
    ? [made.batch]
    : sick.parts === "train-test"
    ? trainAndTest(one, made)
    : sick.parts === "query-gallery"
    ? queryAndGallery(one, end)
    : sick.splitClasses
    ? [{ ...end, names: twoNames(one) }]
    : sick.lone
    ? [withLone(one, end)]
    : [end];
  return { ...(names.length > 0 && { log }), ...(snapshots && { snapshots }), options };
}

const short = (v: number | string | null) => typeof v === "number" ? Number(v.toPrecision(6)) : v;

/** The first rows of each class. */
function few(shot: Shot, count: number): Shot {
  const rows = rowsOf(shot), seen = new Map<number, number>();
  const kept = [...rows.keys()].filter((i) => {
    const before = seen.get(shot.labels[i]) ?? 0;
    seen.set(shot.labels[i], before + 1);
    return before < count;
  });
  return shotOf(kept.map((i) => rows[i]), kept.map((i) => shot.labels[i]), shot, shot.part);
}

/** Classes trained on, and others; some of both where they overlap. */
function trainAndTest(one: Case, made: Made): Shot[] {
  const half = Math.floor(one.classes / 2);
  const both = Math.ceil(Number(one.with.shared) * half);
  const only = (shot: Shot, taken: (label: number) => boolean, part: string) => {
    const rows = rowsOf(shot), kept = [...rows.keys()].filter((i) => taken(shot.labels[i]));
    return few(shotOf(kept.map((i) => rows[i]), kept.map((i) => shot.labels[i]), shot, part), 5);
  };
  return [
    only(made.train, (label) => label < half, "train"),
    only(made.end, (label) => label >= half || label < both, "test"),
  ];
}

/** Every third row asks; some of those stand in the gallery too. */
function queryAndGallery(one: Case, end: Shot): Shot[] {
  const rows = rowsOf(end), all = [...rows.keys()];
  const asks = all.filter((i) => i % 3 === 0);
  const again = asks.slice(0, Math.ceil(Number(one.with.shared) * asks.length));
  const take = (kept: number[], part: string) =>
    shotOf(kept.map((i) => rows[i]), kept.map((i) => end.labels[i]), end, part);
  return [take(asks, "query"), take([...all.filter((i) => i % 3 !== 0), ...again], "gallery")];
}

/** Names of the classes; those that were split go by two spellings of one name. */
function twoNames({ classes, with: { splitClasses } }: Case): string[] {
  const names = Array.from({ length: classes }, (_, c) => `class ${c}`);
  return [
    ...names,
    ...names.slice(0, Number(splitClasses)).map((name) => name.replace("class ", "Class_")),
  ];
}

/** Some classes have one row, the others three. */
function withLone(one: Case, end: Shot): Shot {
  const alone = Math.max(1, Math.round(Number(one.with.lone) * one.classes));
  const rows = rowsOf(end), seen = new Map<number, number>();
  const kept = [...rows.keys()].filter((i) => {
    const before = seen.get(end.labels[i]) ?? 0;
    seen.set(end.labels[i], before + 1);
    return before < (end.labels[i] < alone ? 1 : 3);
  });
  return shotOf(kept.map((i) => rows[i]), kept.map((i) => end.labels[i]), end, end.part);
}
