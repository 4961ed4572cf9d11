import { found } from "./diseases.ts";
import { LIBRARIES } from "./libraries.ts";
import { middle } from "./measure_snapshot.ts";
import { THRESHOLDS as T } from "./thresholds.ts";
import type { Rows } from "./rows_of.ts";
import type { DiagnoseOptions, Finding, SnapshotMeasures } from "./types.ts";

const n = (value: number) => String(+value.toPrecision(3));
const percent = (share: number) => `${n(100 * share)} %`;

/** What one snapshot tells by itself. */
export function snapshotFindings(
  snapshot: Rows,
  s: SnapshotMeasures,
  options: DiagnoseOptions,
): Finding[] {
  const collapsed = collapse(s, options);
  // Of a point everything else is true as well: equal rows, classes that cannot be told apart.
  return collapsed.some(({ id }) => id === "collapse-to-a-point")
    ? [...collapsed, ...labelsOf(s), ...numbersOf(s)]
    : [
      ...collapsed,
      ...labelsOf(s),
      ...numbersOf(s),
      ...scale(s, options),
      ...classesOf(snapshot, s),
      ...circle(s, options),
    ];
}

function collapse(s: SnapshotMeasures, { margin, squared }: DiagnoseOptions): Finding[] {
  if (s.rows - s.notFinite < 3) return [];
  const mean = meanOf(s);
  const overLength = mean / s.length;
  const unit = squared ? Math.sqrt(margin ?? 0) : margin ?? 0;
  const said = `mean distance ${n(mean)} of a sample; the rows' mean length is ${n(s.length)}` +
    (margin ? `, the margin ${margin}` : "");
  const point = squared ? Math.sqrt(T.pointOverMargin) : T.pointOverMargin;
  if (!(overLength >= T.pointOverLength) || (margin && mean < point * unit)) {
    return [
      found(
        "collapse-to-a-point",
        "certain",
        `${said} (thresholds ${T.pointOverLength} of the length, ${T.pointOverMargin} of the margin)`,
      ),
    ];
  }
  const { first, effective } = s.directions;
  if (s.dim > 2 && s.classes >= T.lineClasses && first > T.lineShare) {
    return [
      found(
        "collapse-to-a-line",
        "likely",
        `${percent(first)} of the variance lies along one direction (threshold ${
          percent(T.lineShare)
        }), ${n(effective)} of ${s.dim} in effect`,
      ),
    ];
  }
  const { active } = s.statistics;
  if (margin && mean < T.nearOverMargin * unit && active > 0.9) {
    return [
      found(
        "collapse-near-the-margin",
        "likely",
        `${said} (threshold ${T.nearOverMargin} of the margin); ${
          percent(active)
        } of the triplets are active`,
      ),
    ];
  }
  return [];
}

const meanOf = ({ positives, negatives }: SnapshotMeasures) =>
  (sum(positives) + sum(negatives)) / (positives.length + negatives.length);
const sum = (list: Float64Array) => list.reduce((a, b) => a + b, 0);

/** What is wrong with the labels alone. */
function labelsOf(s: SnapshotMeasures): Finding[] {
  const { rows, classes, lone, part } = s;
  if (rows < 2 || !s.labelled) return [];
  if (classes === 1) {
    return [
      found("one-class-batches", "certain", `${rows} rows of one class`),
      found("no-valid-triplets", "certain", `no row has a negative`),
    ];
  }
  if (classes >= T.distinctLabels * rows && rows > 3) {
    const none = classes === rows
      ? [found("no-valid-triplets", "certain", "no row has a positive")]
      : [];
    return [
      found(
        "labels-all-distinct",
        classes === rows ? "certain" : "likely",
        `${classes} labels in ${rows} rows (threshold ${percent(T.distinctLabels)})`,
      ),
      ...none,
    ];
  }
  if (lone > 0 && (part === "query" || part === "test")) {
    return [
      found(
        "lone-queries",
        "likely",
        `${lone} of ${rows} rows (${percent(lone / rows)}) are alone in their class`,
      ),
    ];
  }
  return [];
}

/** What is wrong with the numbers: not finite, half precision, columns that never change. */
function numbersOf(s: SnapshotMeasures): Finding[] {
  const findings: Finding[] = [];
  if (s.notFinite > 0) {
    findings.push(
      found(
        "not-finite",
        "certain",
        `${s.notFinite} of ${s.rows} rows hold numbers that are not finite${
          s.twins.rows > 0 ? "; equal rows are there too, where a square root has no slope" : ""
        }`,
      ),
    );
  }
  if (s.largest === T.float16Largest) {
    findings.push(
      found("float16-saturation", "certain", `numbers end at ${s.largest}, float16's largest`),
    );
  } else if (s.half) {
    const close = s.positives.filter((d) => d < T.float16Near * s.length).length /
      s.positives.length;
    const large = s.length ** 2 > T.float16Largest || s.largest >= T.float16Largest;
    if (large || close > T.float16Share) {
      findings.push(
        found(
          "float16-saturation",
          "likely",
          large
            ? `all numbers are float16's; squared lengths reach ${
              n(s.length ** 2)
            }, its largest number is ${T.float16Largest}`
            : `all numbers are float16's; ${
              percent(close)
            } of the positives are nearer than ${T.float16Near} of a length, where 1 - cos is below its last digit (threshold ${
              percent(T.float16Share)
            })`,
        ),
      );
    }
  }
  if (s.deadColumns > T.deadColumns * s.dim && s.length > 0) {
    findings.push(
      found(
        "dead-dimensions",
        "likely",
        `${s.deadColumns} of ${s.dim} columns never change (threshold ${percent(T.deadColumns)})`,
      ),
    );
  }
  return findings;
}

/** Length and margin. */
function scale(s: SnapshotMeasures, options: DiagnoseOptions): Finding[] {
  const { margin, squared, gamma, library } = options;
  const inside = library !== undefined && LIBRARIES[library].normalised;
  const unit = inside || s.lengthSpread < T.unit && Math.abs(s.length - 1) < T.unit;
  const { mean, spread } = s.columnLength;
  if (!unit && spread < T.unit && Math.abs(mean - 1) < T.unit && s.dim > 1) {
    return [
      found(
        "normalised-twice",
        "certain",
        `columns have length ${n(mean)}, rows ${n(s.length)} (threshold ${T.unit})`,
      ),
    ];
  }
  if (unit && margin) {
    const most = squared ? 4 : 2;
    // C points as far apart as can be on a sphere, a simplex.
    const apart = Math.sqrt(2 * s.classes / (s.classes - 1)) ** (squared ? 2 : 1);
    if (margin >= apart) {
      return [
        found(
          "margin-beyond-sphere",
          margin >= most ? "certain" : "likely",
          `the margin is ${margin}; on the sphere distances are at most ${most}, and ${s.classes} classes can all be ${
            n(apart)
          } apart`,
        ),
      ];
    }
  }
  if (unit) return [];
  const far = middle(s.negatives) ** (squared ? 2 : 1);
  const about = `lengths are ${n(s.length)} in the mean and scatter by ${percent(s.lengthSpread)}`;
  if (gamma !== undefined) {
    return [found("not-normalised", "likely", `${about}; CircleLoss takes cosines`)];
  }
  if (margin && margin < T.marginToScale * far) {
    return [
      found(
        "not-normalised",
        "likely",
        `${about}; the margin ${margin} is ${
          percent(margin / far)
        } of the median distance to negatives (threshold ${percent(T.marginToScale)})`,
      ),
    ];
  }
  return [];
}

/** Rows and classes that stand where others stand. */
function classesOf({ names }: Rows, s: SnapshotMeasures): Finding[] {
  const findings: Finding[] = [];
  const { rows, otherLabel, images } = s.twins;
  const doubles = Math.max(rows, images);
  if (doubles > T.twins * s.rows && doubles > 2) {
    findings.push(
      found(
        "duplicate-rows",
        "certain",
        `${doubles} of ${s.rows} rows have an equal one (threshold ${
          percent(T.twins)
        }), ${otherLabel} of them under another label`,
      ),
    );
  }
  const called = (label: number) => names?.[label] ?? label;
  const same = names ? alike(names) : [];
  const strangers = Math.max(s.strangersNear, otherLabel / s.rows);
  if (same.length > 0) {
    findings.push(
      found(
        "near-duplicate-labels",
        "certain",
        `names that differ in case, blanks or marks only: ${same.slice(0, 5).join("; ")}`,
      ),
    );
  } else if (strangers > T.strangers) {
    findings.push(
      found(
        "near-duplicate-labels",
        "likely",
        `${
          percent(strangers)
        } of a sample lie within ${T.strangerNear} of a usual positive's distance of a row of another class (threshold ${
          percent(T.strangers)
        })`,
      ),
    );
  }
  if (s.together.length > 0 && s.recallAt1 > 2 / s.classes) {
    const pairs = s.together.slice(0, 5).map(([a, b]) => `${called(a)} with ${called(b)}`).join(
      ", ",
    );
    findings.push(
      found(
        "classes-collapsed-together",
        "likely",
        `${pairs}: their means are less than ${T.togetherGap} of a radius apart, and ${T.togetherOverMedian} of what is usual`,
      ),
    );
  }
  return findings;
}

/** Names that are one once case, blanks and marks are left out. */
function alike(names: readonly string[]): string[] {
  const plain = (name: string) =>
    name.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  return [...Map.groupBy(names.filter((name) => plain(name)), plain).values()]
    .filter((group) => group.length > 1).map((group) =>
      group.map((name) => JSON.stringify(name)).join(" and ")
    );
}

/** How many pairs share CircleLoss's gradient: `(sum w)^2 / sum w^2` of its weights. */
function circle(s: SnapshotMeasures, { gamma, m = 0.25 }: DiagnoseOptions): Finding[] {
  if (gamma === undefined || s.negatives.length === 0 || !(s.length > 0)) return [];
  const logits = Array.from(s.negatives, (d) => {
    const similarity = 1 - d * d / (2 * s.length ** 2);
    return gamma * Math.max(similarity + m, 0) * (similarity - m);
  });
  const top = logits[0]; // the nearest
  let [total, squares] = [0, 0];
  for (const logit of logits) {
    const weight = Math.exp(logit - top);
    total += weight;
    squares += weight * weight;
  }
  const share = total * total / squares / logits.length;
  if (share > T.starvedPairs) return [];
  return [
    found(
      "gamma-starvation",
      gamma >= T.starvingGamma ? "likely" : "possible",
      `${
        n(share * logits.length)
      } of ${logits.length} pairs of two classes have the gradient in effect (threshold ${
        percent(T.starvedPairs)
      }), gamma ${gamma}`,
    ),
  ];
}

/** What two parts of the data tell together. */
export function partFindings(snapshots: readonly Rows[]): Finding[] {
  const findings: Finding[] = [];
  const last = (part: Rows["part"]) => snapshots.findLast((snapshot) => snapshot.part === part);
  const [train, test, query, gallery] = [
    last("train"),
    last("test"),
    last("query"),
    last("gallery"),
  ];
  const judged = test ?? query ?? gallery;
  if (train?.labelled && judged?.labelled) {
    const known = new Set(Array.from(train.labels).map((label) => train.names?.[label] ?? label));
    const asked = [
      ...new Set(Array.from(judged.labels).map((label) => judged.names?.[label] ?? label)),
    ];
    const both = asked.filter((label) => known.has(label));
    if (both.length > 0) {
      findings.push(
        found(
          "classes-overlap",
          "likely",
          `${both.length} of ${asked.length} classes judged are classes of the training: ${
            both.slice(0, 5).join(", ")
          }`,
        ),
      );
    }
  }
  const pair = query && gallery
    ? [query, gallery] as const
    : train && judged
    ? [judged, train] as const
    : undefined;
  if (pair) {
    const [of, rows] = [pair[0], new Set(keys(pair[1]))];
    const again = keys(of).filter((key) => rows.has(key)).length;
    if (again > 0) {
      findings.push(
        found(
          "query-in-gallery",
          "certain",
          `${again} of ${of.labels.length} rows of the ${of.part} part stand in the ${
            pair[1].part
          } part too, number for number`,
        ),
      );
    }
  }
  if (query?.labelled && gallery?.labelled) {
    const there = new Set(Array.from(gallery.labels));
    const alone = Array.from(query.labels).filter((label) => !there.has(label)).length;
    if (alone > 0) {
      findings.push(
        found(
          "lone-queries",
          "certain",
          `${alone} of ${query.labels.length} queries have no row of their class in the gallery`,
        ),
      );
    }
  }
  return findings;
}

/** Each row as a text. */
const keys = ({ x, dim, labels }: Rows): string[] =>
  Array.from(labels, (_, row) => x.subarray(row * dim, (row + 1) * dim).join());
