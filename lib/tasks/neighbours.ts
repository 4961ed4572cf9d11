/** `deno task neighbours`: searches exported embeddings with a vector engine. */
import { takeRows } from "../evaluation/take_rows.ts";
import { seconds } from "../workspace/seconds.ts";
import { options, refuse, wholeNumber } from "./options.ts";

const HELP =
  `deno task neighbours --from EMBEDDINGS.parquet [--rows 0,1,2] [--k NUMBER] [--check NUMBER] [--queries NUMBER] [--save FILE]

Searches embeddings that saveEmbeddings exported (columns label, embedding) with the vector
engine usearch, for collections that outgrow exact search, and prints the nearest rows.

  --from FILE      the Parquet file
  --rows LIST      which rows to search the neighbours of (0)
  --k NUMBER       how many neighbours (5)
  --effort NUMBER  how many rows a search keeps in sight: more is better and slower (64)
  --check NUMBER   tell how many of the true neighbours of so many rows are found (100)
  --queries NUMBER also tell recall@k and MAP@R, exact, of so many rows drawn at random (0)
  --save FILE      keep the index in a file that usearch reads
  --help           this text`;

const given = options(HELP, {
  from: "",
  rows: "0",
  k: "5",
  effort: "64",
  check: "100",
  queries: "0",
  save: "",
}, { paths: ["from", "save"] });

if (given.from === "") refuse(`from: expected a Parquet file of embeddings, got none\n\n${HELP}`);
const k = wholeNumber("k", given.k), effort = wholeNumber("effort", given.effort);
const check = wholeNumber("check", given.check, 0);
const queries = wholeNumber("queries", given.queries, 0);
// These need the packages that set-up has fetched.
const { drawnRetrieval, loadEmbeddings, nearestNeighbours, neighbourIndex } = await import(
  "../evaluation/mod.ts"
);
const { useBackend } = await import("../backend/mod.ts");
// The exact search goes by TensorFlow's products, where it is there.
await useBackend("tensorflow").catch(() => undefined);

const { embeddings, labels, dim, names, checked } = await loadEmbeddings(given.from)
  .catch((error: Error) => refuse(error.message));
const rows = given.rows.split(",").map(Number);
for (const row of rows) {
  if (!(Number.isInteger(row) && row >= 0 && row < labels.length)) {
    refuse(`rows: expected numbers from 0 to ${labels.length - 1}, got ${row}`);
  }
}
// Before there is an index, which takes as much memory again.
if (queries > 0) {
  const asking = performance.now();
  const { recall, mapAtR, ...asked } = await drawnRetrieval(embeddings, labels, {
    dim,
    queries,
    ks: [1, k],
  });
  const tell = ({ mean, low, high }: { mean: number; low: number; high: number }) =>
    `${(100 * mean).toFixed(2)} % (${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)})`;
  const told = Object.entries(recall).map(([k, value]) => `recall@${k} ${tell(value)}`);
  console.log(
    `${told.join(", ")}, MAP@R ${tell(mapAtR)}: exact, over ${asked.queries} rows drawn at random` +
      `${asked.lone > 0 ? `, ${asked.lone} lone ones left out` : ""}; ${
        seconds(performance.now() - asking)
      }`,
  );
}

const began = performance.now();
const index = await neighbourIndex(embeddings, { dim, effort });
console.log(
  `${index.size} rows of ${dim} numbers indexed in ${seconds(performance.now() - began)}` +
    (checked ? "" : "; the file has no sum beside it, so it is read unchecked"),
);
if (given.save !== "") index.save(given.save);

const nameOf = (row: number) => names?.[labels[row]] ?? labels[row];
const take = (which: readonly number[]) => takeRows(embeddings, which, dim);
// One more than wanted: a row is its own nearest neighbour.
const found = index.search(take(rows), k + 1);
rows.forEach((row, i) => {
  console.log(`row ${row}, label ${nameOf(row)}:`);
  for (const [neighbour, distance] of others(row, i)) {
    console.log(`  row ${neighbour}, label ${nameOf(neighbour)}, distance ${distance.toFixed(4)}`);
  }
});

function others(row: number, query: number): [row: number, distance: number][] {
  const all = Array.from({ length: found.k }, (_, j): [number, number] => {
    const at = query * found.k + j;
    return [found.indices[at], found.distances[at]];
  });
  return all.filter(([neighbour]) => neighbour !== row).slice(0, k);
}

if (check > 0) {
  const step = Math.max(1, Math.floor(labels.length / check));
  const sample = Array.from({ length: Math.min(check, labels.length) }, (_, i) => i * step);
  const searching = performance.now();
  const near = index.search(take(sample), k);
  const spent = performance.now() - searching;
  const exact = await nearestNeighbours(take(sample), { dim, k, gallery: embeddings });
  let hits = 0;
  for (let i = 0; i < sample.length; i++) {
    const truth = new Set(exact.indices.subarray(i * exact.k, (i + 1) * exact.k));
    for (const row of near.indices.subarray(i * near.k, (i + 1) * near.k)) {
      if (truth.has(row)) hits++;
    }
  }
  const share = (100 * hits / exact.indices.length).toFixed(2);
  console.log(
    `${share} % of the ${exact.k} nearest found, over ${sample.length} rows; ` +
      `${(spent / sample.length).toFixed(3)} ms a search`,
  );
}
