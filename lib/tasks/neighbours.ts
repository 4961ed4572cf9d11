/** `deno task neighbours`: searches exported embeddings with a vector engine. */
import { basename, existsSync } from "../host/node.ts";
import type { Distance } from "../checks/mod.ts";
import { sumOfFile } from "../workspace/sum_beside.ts";
import { seconds } from "../workspace/seconds.ts";
import { options, refuse, tryPlace, wholeNumber, wholeNumbers } from "./options.ts";
import { stepLine } from "./step_line.ts";
import HELP from "./help/neighbours.txt" with { type: "text" };

const given = options(HELP, {
  ...{ from: "", index: "", rows: "0", k: "5", distance: "euclidean", effort: "64" },
  ...{ check: "200", queries: "0" },
}, { paths: ["from", "index"] });

if (given.from === "") refuse(`--from: expected a Parquet file of embeddings, got none\n\n${HELP}`);
const k = wholeNumber("k", given.k), effort = wholeNumber("effort", given.effort);
const questions = wholeNumber("check", given.check, 2);
const queries = wholeNumber("queries", given.queries, 0);
const { distance } = given;
if (distance !== "euclidean" && distance !== "cosine") {
  throw refuse(`--distance: expected euclidean or cosine, got ${distance}`);
}
const rows = wholeNumbers("rows", given.rows, 0);
const { drawnRetrieval, loadEmbeddings, neighbourIndex, openNeighbourIndex } = await import(
  "../evaluation/mod.ts"
);
const { takeRows } = await import("../evaluation/take_rows.ts");
const { useBackend } = await import("../backend/mod.ts");
const there = given.index !== "" && existsSync(given.index);
if (given.index && !there) await tryPlace(given.index, 1e6, "--index");
const whole = !there || queries > 0;
// The exact search goes by TensorFlow's products, where it is there.
if (whole) await useBackend("tensorflow").catch(() => undefined);

const { embeddings, labels, dim, names, checked } = await step(
  "embeddings",
  (progress) => loadEmbeddings(given.from, whole ? { progress } : { rows, progress }),
);
const most = labels.length - 1, bad = rows.find((row) => row > most);
if (bad !== undefined) refuse(`--rows: expected numbers from 0 to ${most}, got ${bad}`);
const asked = whole ? takeRows(embeddings, rows, dim) : embeddings;
if (queries > 0) {
  console.log(await exactly(distance));
  // An index takes longer than all of that, and nobody asked for one.
  if (given.index === "" && !Deno.args.some((arg) => /^--rows\b/.test(arg))) Deno.exit();
}

const index = await indexOf(distance);
console.log(
  `${index.size} rows of ${dim} numbers` +
    (checked ? "" : "; the file has no sum beside it, so it is read unchecked"),
);
const nameOf = (row: number) => names?.[labels[row]] ?? labels[row];
const began = performance.now();
// One more than wanted: a row is its own nearest neighbour.
const found = index.search(asked, k + 1);
const spent = performance.now() - began;
rows.forEach((row, i) => {
  console.log(`row ${row}, label ${nameOf(row)}:`);
  const places = Array.from({ length: found.k }, (_, j) => i * found.k + j)
    .filter((at) => found.indices[at] >= 0 && found.indices[at] !== row).slice(0, k);
  for (const at of places) {
    const [neighbour, distance] = [found.indices[at], found.distances[at].toFixed(4)];
    console.log(`  row ${neighbour}, label ${nameOf(neighbour)}, distance ${distance}`);
  }
});
const [{ recall }, near] = [index.search(asked, k), Math.min(k, index.size - 1)];
console.log(`${share(recall)} of the true ${near} nearest are found; ${seconds(spent)}`);

/** Some work with a line that tells how far it is; what it refuses, the task refuses. */
async function step<T>(
  title: string,
  work: (progress: (share: number) => void) => Promise<T>,
): Promise<T> {
  const line = stepLine(title);
  try {
    const done = await work((share) => line.update(`${Math.floor(100 * share)} %`, share));
    line.end("✓");
    return done;
  } catch (error) {
    line.end("✗");
    if (error instanceof RangeError || (error as Error).cause) refuse((error as Error).message);
    throw error;
  }
}

async function indexOf(distance: Distance) {
  const source = given.index === "" ? undefined : `file ${await sumOfFile(given.from)}`;
  const is = { dim, rows: labels.length, distance, source };
  const open = () => openNeighbourIndex(given.index, { ...is, effort });
  if (there) return step(`index, from ${basename(given.index)}`, open);
  return await step("index", async (progress) => {
    const bytes = 1e6 + embeddings.byteLength + 160 * labels.length; // the rows, and their links
    if (given.index !== "") await tryPlace(given.index, bytes, "--index");
    const how = { dim, distance, source, effort, questions, progress };
    const made = await neighbourIndex(embeddings, how);
    if (given.index !== "") await made.save(given.index);
    return made;
  });
}

function share({ mean, low, high }: { mean: number; low: number; high: number }): string {
  const shown = [mean, low, high].map((part) => (100 * part).toFixed(2));
  return `${shown[0]} %${low < high ? ` (${shown[1]} to ${shown[2]})` : ""}`;
}

async function exactly(distance: Distance): Promise<string> {
  const began = performance.now();
  const how = { dim, queries, ks: [1, k], distance } as const;
  const { recall, mapAtR, lone, ...asked } = await step(
    "exact search",
    (progress) => drawnRetrieval(embeddings, labels, { ...how, progress }),
  );
  const told = Object.entries(recall).map(([k, value]) => `recall@${k} ${share(value)}`);
  const left = lone > 0 ? `, ${lone} lone ones left out` : "";
  const drawn = queries < labels.length ? " drawn at random" : "";
  return `${told.join(", ")}, MAP@R ${share(mapAtR)}: exact, over ${asked.queries} rows${drawn}` +
    `${left}; ${seconds(performance.now() - began)}`;
}
