import { finite } from "./columns_of.ts";
import { found } from "./diseases.ts";
import { lastFifth, median, quantile } from "./measure_log.ts";
import { THRESHOLDS as T } from "./thresholds.ts";
import type { DiagnoseOptions, Finding, Log, LogMeasures } from "./types.ts";

/** What a log alone tells. */
export function logFindings(
  log: Log,
  measured: LogMeasures | undefined,
  options: DiagnoseOptions,
): Finding[] {
  const { margin } = options;
  const rules = [notFinite, steepSteps, badBatches, shrunkDistances, halfPrecision];
  return [
    ...rules.flatMap((rule) => rule(log, options)),
    ...measured ? [...standingLoss(log, measured, margin), ...meanOverActive(log, measured)] : [],
  ];
}

const n = (value: number) => String(+value.toPrecision(3));
const percent = (share: number) => `${n(100 * share)} %`;

/** The loss at the margin (at log 2 where it is soft), and not on its way anywhere. */
function standingLoss(
  log: Log,
  { head, tail }: LogMeasures,
  margin: number | undefined,
): Finding[] {
  const values = finite(log.loss);
  if (values.length < 6) return [];
  const last = lastFifth(values);
  const before = median(lastFifth(values.slice(0, -last.length)));
  const scatter = quantile(last, 0.75) - quantile(last, 0.25);
  const places = margin ? [{ at: margin, name: "margin" }] : [
    { at: Math.LN2, name: "log 2, where a soft margin stays" },
    ...[0.1, 0.2, 0.25, 0.3, 0.5, 1].map((at) => ({ at, name: `${at}, a usual margin` })),
  ];
  const near = places.find(({ at }) =>
    Math.abs(tail - at) <= (margin ? T.atMargin : 0.005) * at &&
    scatter <= T.atMarginScatter * at &&
    Math.abs(tail - before) <= T.stillMoving * at
  );
  if (!near) return [];
  const active = median(lastFifth(finite(log.activeShare)));
  const why = Number.isNaN(active) ? "" : `; active share ${percent(active)}`;
  const flat = Number.isNaN(active) || active > 0.9;
  return [found(
    "loss-at-the-margin",
    !flat || !margin ? "possible" : Number.isNaN(active) ? "likely" : "certain",
    `median of the last fifth ${n(tail)}, ${near.name} ${n(near.at)} (within ${
      percent(T.atMargin)
    }), ` +
      `quartiles ${n(scatter)} apart; it began at ${n(head)}${why}`,
  )];
}

/** A mean over active triplets stands still while the share of active ones falls. */
function meanOverActive(log: Log, { head, tail }: LogMeasures): Finding[] {
  const active = finite(log.activeShare);
  if (active.length < 10) return [];
  const [first, last] = [
    median(active.slice(0, Math.ceil(active.length / 10))),
    median(lastFifth(active)),
  ];
  if (!(last < T.activeFall * first && tail > (1 - T.lossFall) * head)) return [];
  return [found(
    "mean-over-active-mistaken",
    "likely",
    `the loss went from ${n(head)} to ${n(tail)} (a fall of less than ${
      percent(T.lossFall)
    }), the ` +
      `active share from ${percent(first)} to ${percent(last)} (to less than half)`,
  )];
}

/** Losses of exactly 0 or exactly the margin among others; counts that say it outright. */
function badBatches(log: Log, { margin }: DiagnoseOptions): Finding[] {
  const findings: Finding[] = [];
  const valid = finite(log.validTriplets), classes = finite(log.classes), loss = finite(log.loss);
  const none = valid.filter((count) => count === 0).length;
  if (none > 0) {
    findings.push(
      found(
        "no-valid-triplets",
        "certain",
        `${none} of ${valid.length} batches have 0 valid triplets`,
      ),
    );
  } else if (loss.length >= 20) {
    const early = loss.slice(0, Math.ceil(loss.length / 2));
    const zeros = early.filter((value) => value === 0).length;
    const others = median(early.filter((value) => value > 0));
    const all = zeros === early.length;
    // Batches without a triplet come at one rate; triplets that became easy come more and more.
    const empty = (part: readonly number[]) => part.filter((v) => v === 0).length / part.length;
    const [first, last] = [
      empty(loss.slice(0, Math.ceil(loss.length / 4))),
      empty(lastFifth(loss)),
    ];
    const steady = last < T.emptyGrowth * first && 1 - first < T.emptyGrowth * (1 - last);
    if (all || (first > T.emptySteps && steady)) {
      findings.push(found(
        "no-valid-triplets",
        "likely",
        `the loss is exactly 0 in ${zeros} of the first ${early.length} steps (threshold ` +
          `${percent(T.emptySteps)})${all ? "" : `, and around ${n(others)} in the others`}`,
      ));
    }
  }
  const single = classes.filter((count) => count < 2).length;
  if (single > 0) {
    findings.push(
      found(
        "one-class-batches",
        "certain",
        `${single} of ${classes.length} batches have one class`,
      ),
    );
  } else if (margin && loss.length >= 20) {
    const exact = loss.filter((value) => Math.abs(value - margin) <= 1e-6 * margin).length;
    const near = loss.filter((value) => Math.abs(value - margin) <= T.atMargin * margin).length;
    if (exact > T.marginSteps * loss.length && near < 0.5 * loss.length) {
      findings.push(found(
        "one-class-batches",
        "likely",
        `the loss is the margin to six digits in ${exact} of ${loss.length} steps (threshold ` +
          `${percent(T.marginSteps)}), and elsewhere in ${loss.length - near}`,
      ));
    }
  }
  return findings;
}

/** Distances that have vanished against the margin, or against where they began. */
function shrunkDistances(log: Log, { margin }: DiagnoseOptions): Finding[] {
  const column = finite(log.meanDistance ?? log.negativeDistance);
  if (column.length < (margin ? 1 : 3)) return [];
  const [first, last] = [median(column.slice(0, 3)), median(lastFifth(column))];
  const scale = margin ?? first;
  const said = `distances (${log.meanDistance ? "mean" : "to negatives"}) end at ${n(last)}, ` +
    `${margin ? `the margin is ${margin}` : `they began at ${n(first)}`}`;
  if (last / scale < T.pointOverMargin) {
    return [
      found("collapse-to-a-point", "certain", `${said} (threshold ${T.pointOverMargin} of it)`),
    ];
  }
  const loss = median(lastFifth(finite(log.loss)));
  if (
    margin && last / margin < T.nearOverMargin && Math.abs(loss - margin) < 2 * T.atMargin * margin
  ) {
    return [found(
      "collapse-near-the-margin",
      "likely",
      `${said} (threshold ${T.nearOverMargin} of it), and the loss at ${n(loss)}`,
    )];
  }
  return [];
}

/** Jumps of the loss, the gradient or the distances. */
function steepSteps(log: Log, { margin, squared }: DiagnoseOptions): Finding[] {
  let burst = false;
  const loss = finite(log.loss), gradient = finite(log.gradientNorm);
  const far = finite(log.negativeDistance ?? log.meanDistance);
  const said: string[] = [];
  if (loss.length >= 20) {
    const width = Math.max(5, Math.floor(loss.length / 50));
    const runs = Array.from(
      { length: Math.floor(loss.length / width) },
      (_, i) => median(loss.slice(i * width, (i + 1) * width)),
    );
    const [first, most] = [Math.max(loss[0], margin ?? 0), Math.max(...runs)];
    if (most > T.lossRise * first) {
      said.push(`the loss rose from ${n(first)} to ${n(most)} (threshold ${T.lossRise} times)`);
    }
  }
  if (gradient.length >= 20) {
    const [usual, most] = [median(gradient), quantile(gradient, 1)];
    if (usual > 0 && most > T.gradientPeak * usual) {
      said.push(
        `the gradient's length reaches ${n(most)}, ${
          n(usual)
        } in the median (threshold ${T.gradientPeak} times)`,
      );
    }
  }
  if (far.length >= 10) {
    const [first, most] = [far[0], quantile(far, 1)];
    const growth = squared ? Math.sqrt(most / first) : most / first;
    burst = growth > T.distanceBurst;
    if (first > 0 && growth > T.distanceGrowth) {
      said.push(
        `distances grew from ${n(first)} to ${n(most)} (threshold ${T.distanceGrowth} times)`,
      );
    }
  }
  return said.length === 0 ? [] : [
    found(
      "learning-rate-too-high",
      said.length > 1 || burst || /^the loss/.test(said[0]) ? "likely" : "possible",
      said.join("; "),
    ),
  ];
}

/** The first number that is not finite, and what stood before it. */
function notFinite(log: Log, { gamma, m = 0.25 }: DiagnoseOptions): Finding[] {
  const odd = (column: ArrayLike<number | null> | undefined) =>
    Array.from(column ?? []).findIndex((value) =>
      typeof value === "number" && !Number.isFinite(value)
    );
  const places = ["loss", "gradientNorm", "positiveDistance", "negativeDistance", "embeddingNorm"]
    .map((name) => ({ name, at: odd(log[name]) })).filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  if (places.length === 0) return [];
  const { name, at } = places[0];
  const step = (log.step ?? log.epoch)?.[at] ?? at + 1;
  const before = finite(Array.from(log.loss ?? []).slice(0, at));
  const grown = before.length > 10 &&
    quantile(before.slice(-10), 1) > T.growthBefore * median(before);
  const exponent = gamma === undefined ? 0 : (1 - m * m) * gamma;
  const origin = grown
    ? `the loss grew to ${
      n(quantile(before.slice(-10), 1))
    } in the ten steps before: the steps are too long`
    : exponent > T.float32Exponent
    ? `CircleLoss's exponent reaches ${n(exponent)}, float32's exp ends at ${T.float32Exponent}`
    : name === "gradientNorm"
    ? "the gradient has it before the loss: the slope of a square root at distance 0"
    : before.length > 0
    ? "the loss was ordinary before: a square root at distance 0 (two equal rows), or an input"
    : "it was so from the first step: an input, or a square root at distance 0";
  return [
    found("not-finite", "certain", `${name} is ${log[name][at]} at step ${step}; ${origin}`),
    ...grown ? [found("learning-rate-too-high", "likely", origin)] : [],
    ...!grown && exponent > T.float32Exponent
      ? [
        found(
          "gamma-overflow",
          "likely",
          `(1 - m^2) gamma = ${n(exponent)}, above ${T.float32Exponent}, and ${name} is ${
            log[name][at]
          } at step ${step}`,
        ),
      ]
      : [],
  ];
}

/** A loss scale that is halved again and again. */
function halfPrecision(log: Log): Finding[] {
  const scale = finite(log.lossScale);
  const halvings = scale.filter((value, i) => i > 0 && value <= scale[i - 1] / 2).length;
  if (halvings < T.scaleHalvings) return [];
  return [
    found(
      "float16-saturation",
      "likely",
      `the loss scale was halved ${halvings} times (threshold ${T.scaleHalvings}), from ${
        scale[0]
      } to ${scale.at(-1)}`,
    ),
  ];
}
