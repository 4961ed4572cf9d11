import { groupBy } from "../host/mod.ts";
import { certain, likely, possible } from "./diseases.ts";
import { LIBRARIES } from "./libraries.ts";
import { middle } from "./measure_snapshot.ts";
import { THRESHOLDS as T } from "./thresholds.ts";
import type { Rows } from "./rows_of.ts";
import type { DiagnoseOptions, Finding, SnapshotMeasures } from "./types.ts";

/** What one snapshot tells by itself; `searched`: queries and a gallery are there, each by its own. */
export function snapshotFindings(
  rows: Rows,
  s: SnapshotMeasures,
  options: DiagnoseOptions,
  searched: boolean,
): Finding[] {
  const labels = searched ? [] : labelsOf(s);
  const sure = [...collapse(s, options), ...labels, ...numbersOf(s)];
  // Of a point everything else is true as well: equal rows, classes that cannot be told apart.
  if (sure[0]?.id === "collapse-to-a-point") return sure;
  return [...sure, ...scale(s, options), ...classesOf(rows, s), ...starved(s, options)];
}

function* collapse(s: SnapshotMeasures, { margin, squared }: DiagnoseOptions) {
  if (s.rows - s.notFinite < 3) return;
  const sum = (list: Float64Array) => list.reduce((a, b) => a + b, 0);
  const mean = (sum(s.positives) + sum(s.negatives)) / (s.positives.length + s.negatives.length);
  const root = squared ? Math.sqrt : (value: number) => value;
  const unit = root(margin ?? 0), against = margin ? `, the margin ${margin}` : "";
  const { first, effective } = s.directions, { active } = s.statistics;
  if (!(mean / s.length >= T.pointOverLength) || mean < root(T.pointOverMargin) * unit) {
    yield certain`collapse-to-a-point: mean distance ${mean} of a sample; the rows' mean length is ${s.length}${against} (thresholds ${T.pointOverLength} of the length, ${T.pointOverMargin} of the margin)`;
  } else if (s.dim > 2 && s.classes >= T.lineClasses && first > T.lineShare) {
    yield likely`collapse-to-a-line: ${first} of the variance lies along one direction (threshold ${T.lineShare}), ${effective} of ${s.dim} in effect`;
  } else if (mean < T.nearOverMargin * unit && active > 0.9) {
    yield likely`collapse-near-the-margin: mean distance ${mean} of a sample${against} (threshold ${T.nearOverMargin} of it); ${active} of the triplets are active`;
  }
}

function* labelsOf({ rows, classes, lone, part, labelled }: SnapshotMeasures) {
  if (rows < 2 || !labelled) return;
  if (classes === 1) {
    yield certain`one-class-batches: ${rows} rows of one class`;
    yield certain`no-valid-triplets: no row has a negative`;
  } else if (classes >= T.distinctLabels * rows && rows > 3) {
    const distinct = classes === rows ? certain : likely;
    yield distinct`labels-all-distinct: ${classes} labels in ${rows} rows (threshold ${T.distinctLabels} of them)`;
    if (classes === rows) yield certain`no-valid-triplets: no row has a positive`;
  } else if (lone > 0 && (part === "query" || part === "test")) {
    yield likely`lone-queries: ${lone} of ${rows} rows are alone in their class`;
  }
}

/** What is wrong with the numbers: not finite, half precision, columns that never change. */
function* numbersOf(s: SnapshotMeasures) {
  const equal = s.twins.rows > 0 ? "; equal rows are there, where a square root has no slope" : "";
  const square = s.length ** 2, { positives } = s;
  const close = positives.filter((d) => d < T.float16Near * s.length).length / positives.length;
  if (s.notFinite > 0) {
    yield certain`not-finite: ${s.notFinite} of ${s.rows} rows hold numbers that are not finite${equal}`;
  }
  if (s.largest === T.float16Largest) {
    yield certain`float16-saturation: numbers end at ${s.largest}, float16's largest`;
  } else if (s.half && (square > T.float16Largest || s.largest > T.float16Largest)) {
    yield likely`float16-saturation: all numbers are float16's; squared lengths reach ${square}, its largest number is ${T.float16Largest}`;
  } else if (s.half && close > T.float16Share) {
    yield likely`float16-saturation: all numbers are float16's; ${close} of the positives are nearer than ${T.float16Near} of a length, where 1 - cos is below its last digit (threshold ${T.float16Share})`;
  }
  if (s.deadColumns > T.deadColumns * s.dim && s.length > 0) {
    yield likely`dead-dimensions: ${s.deadColumns} of ${s.dim} columns never change (threshold ${T.deadColumns})`;
  }
}

function* scale(s: SnapshotMeasures, options: DiagnoseOptions) {
  const { margin = 0, squared, gamma, library } = options;
  const { mean, spread } = s.columnLength, power = squared ? 2 : 1, most = 2 ** power;
  const inside = library !== undefined && LIBRARIES[library].normalised;
  // C points as far apart as can be on a sphere, a simplex.
  const apart = Math.sqrt(2 * s.classes / (s.classes - 1)) ** power;
  const far = middle(s.negatives) ** power;
  if (inside || s.lengthSpread < T.unit && Math.abs(s.length - 1) < T.unit) {
    const beyond = margin >= most ? certain : likely;
    if (margin < apart) return;
    yield beyond`margin-beyond-sphere: the margin is ${margin}; on the sphere distances are at most ${most}, and ${s.classes} classes can all be ${apart} apart`;
  } else if (spread < T.unit && Math.abs(mean - 1) < T.unit && s.dim > 1) {
    yield certain`normalised-twice: columns have length ${mean}, rows ${s.length} (threshold ${T.unit})`;
  } else if (gamma !== undefined) {
    yield likely`not-normalised: lengths are ${s.length} in the mean and scatter by ${s.lengthSpread} of it; CircleLoss takes cosines`;
  } else if (margin > 0 && margin < T.marginToScale * far) {
    yield likely`not-normalised: lengths are ${s.length} in the mean; the margin ${margin} is less than ${T.marginToScale} of the median distance to negatives, ${far}`;
  }
}

function* classesOf({ names }: Rows, s: SnapshotMeasures) {
  const { rows, otherLabel } = s.twins, strangers = Math.max(s.strangersNear, otherLabel / s.rows);
  const same = alike(names ?? []).slice(0, 5).join("; ");
  const pairs = s.together.slice(0, 5)
    .map((pair) => pair.map((label) => names?.[label] ?? label).join(" with ")).join(", ");
  if (rows > T.twins * s.rows && rows > 2) {
    yield certain`duplicate-rows: ${rows} of ${s.rows} rows have an equal one (threshold ${T.twins}), ${otherLabel} of them under another label`;
  }
  if (same) {
    yield certain`near-duplicate-labels: names that differ in case, blanks or marks only: ${same}`;
  } else if (strangers > T.strangers) {
    yield likely`near-duplicate-labels: ${strangers} of a sample lie within ${T.strangerNear} of a usual positive's distance of a row of another class (threshold ${T.strangers})`;
  }
  if (pairs && s.recallAt1 > 2 / s.classes) {
    yield likely`classes-collapsed-together: ${pairs}: their means are less than ${T.togetherGap} of a radius apart, and ${T.togetherOverMedian} of what is usual`;
  }
}

/** Names that are one once case, blanks and marks are left out. */
function alike(names: readonly string[]): string[] {
  const plain = (name: string) =>
    name.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  return [...groupBy(names.filter(plain), plain).values()].filter((group) => group.length > 1)
    .map((group) => group.map((name) => JSON.stringify(name)).join(" and "));
}

/** How many pairs share CircleLoss's gradient: `(sum w)^2 / sum w^2` of its weights. */
function* starved(s: SnapshotMeasures, { gamma, m = 0.25 }: DiagnoseOptions) {
  if (gamma === undefined || s.negatives.length === 0 || !(s.length > 0)) return;
  const exponents = Array.from(s.negatives, (d) => {
    const similarity = 1 - d * d / (2 * s.length ** 2);
    return gamma * Math.max(similarity + m, 0) * (similarity - m);
  });
  let total = 0, squares = 0;
  for (const exponent of exponents) {
    const weight = Math.exp(exponent - exponents[0]); // the nearest has the largest
    total += weight;
    squares += weight * weight;
  }
  const pairs = total * total / squares, all = exponents.length;
  if (pairs > T.starvedPairs * all) return;
  const few = gamma >= T.starvingGamma ? likely : possible;
  yield few`gamma-starvation: ${pairs} of ${all} pairs of two classes have the gradient in effect (threshold ${T.starvedPairs}), gamma ${gamma}`;
}

/** What two parts of the data tell together. */
export function* partFindings(snapshots: readonly Rows[]): Generator<Finding> {
  const last = (part: Rows["part"]) => snapshots.findLast((snapshot) => snapshot.part === part);
  const train = last("train"), query = last("query"), gallery = last("gallery");
  const judged = last("test") ?? query ?? gallery;
  const classes = (rows: Rows) => new Set(named(rows));
  if (train?.labelled && judged?.labelled) {
    const asked = classes(judged), known = classes(train);
    const both = [...asked].filter((label) => known.has(label));
    // The same classes on both sides may be meant so: a closed set; some of them are a leak.
    const closed = both.length === asked.size && both.length === known.size;
    const [overlap, some] = [closed ? possible : likely, both.slice(0, 5).join(", ")];
    if (both.length > 0) {
      yield overlap`classes-overlap: ${both.length} of ${asked.size} classes judged are classes of the training: ${some}`;
    }
  }
  const [of, among] = query && gallery ? [query, gallery] : [judged, train];
  if (of && among) {
    const rows = new Set(keys(among)), count = keys(of).filter((key) => rows.has(key)).length;
    if (count > 0) {
      yield certain`query-in-gallery: ${count} of ${of.labels.length} rows of the ${of.part} part stand in the ${among.part} part too, number for number`;
    }
  }
  if (query?.labelled && gallery?.labelled) {
    const there = classes(gallery);
    const alone = named(query).filter((name) => !there.has(name)).length;
    if (alone > 0) {
      yield certain`lone-queries: ${alone} of ${query.labels.length} queries have no row of their class in the gallery`;
    }
  }
}

/** The class of each row, by its name where it has one. */
const named = ({ labels, names }: Rows) => Array.from(labels, (label) => names?.[label] ?? label);

const keys = ({ x, dim, labels }: Rows): string[] =>
  Array.from(labels, (_, row) => x.subarray(row * dim, (row + 1) * dim).join());
