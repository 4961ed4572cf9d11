import { finite } from "./columns_of.ts";
import { certain, likely, possible } from "./diseases.ts";
import { firstOdd, lastFifth, median, quantile } from "./measure_log.ts";
import { THRESHOLDS as T } from "./thresholds.ts";
import type { DiagnoseOptions, Finding, Log, LogMeasures } from "./types.ts";

export function logFindings(
  log: Log,
  measured: LogMeasures | undefined,
  options: DiagnoseOptions,
): Finding[] {
  const rules = [notFinite, steepSteps, badBatches, shrunkDistances, halfPrecision];
  const findings = rules.flatMap((rule) => [...rule(log, options)]);
  return measured
    ? [...findings, ...standingLoss(log, measured, options), ...meanOverActive(log, measured)]
    : findings;
}

/** Margins that people take, for where none was given; a soft margin stays at log 2. */
const USUAL = [Math.LN2, 0.1, 0.2, 0.25, 0.3, 0.5, 1];

/** The loss at the margin (at log 2 where it is soft), and not on its way anywhere. */
function* standingLoss(log: Log, { head, tail }: LogMeasures, options: DiagnoseOptions) {
  const { margin, squared } = options;
  const values = finite(log.loss);
  if (values.length < 6) return;
  const last = lastFifth(values), before = median(lastFifth(values.slice(0, -last.length)));
  const scatter = quantile(last, 0.75) - quantile(last, 0.25);
  const within = margin ? T.atMargin : 0.005;
  const place = (margin ? [margin] : USUAL).find((at) =>
    Math.abs(tail - at) <= within * at && scatter <= T.atMarginScatter * at &&
    Math.abs(tail - before) <= T.stillMoving * at
  );
  if (place === undefined) return;
  const active = median(lastFifth(finite(log.activeShare))), unknown = Number.isNaN(active);
  const sure = !margin || active <= 0.9 ? possible : unknown ? likely : certain;
  const what = margin
    ? "the margin"
    : place === Math.LN2
    ? "a soft margin's log 2,"
    : "a usual margin";
  const share = unknown ? "" : `; active share ${+active.toPrecision(3)}`;
  const most = squared ? 4 : 2;
  yield sure`loss-at-the-margin: median of the last fifth ${tail}, within ${within} of ${what} ${place}, quartiles ${scatter} apart; it began at ${head}${share}`;
  if (margin && margin >= most) {
    yield possible`margin-beyond-sphere: the loss stays at a margin of ${margin}; embeddings of length 1 are at most ${most} apart`;
  }
}

/** A mean over active triplets stands still while the share of active ones falls. */
function* meanOverActive(log: Log, { head, tail }: LogMeasures) {
  const active = finite(log.activeShare);
  if (active.length < 10) return;
  const first = median(active.slice(0, Math.ceil(active.length / 10)));
  const last = median(lastFifth(active));
  if (last < T.activeFall * first && tail > (1 - T.lossFall) * head) {
    yield likely`mean-over-active-mistaken: the loss went from ${head} to ${tail} (a fall of less than ${T.lossFall} of it), the active share from ${first} to ${last} (to less than half)`;
  }
}

/** Losses of exactly 0 or exactly the margin among others; counts that say it outright. */
function* badBatches(log: Log, { margin = 0 }: DiagnoseOptions) {
  const valid = finite(log.validTriplets), classes = finite(log.classes), loss = finite(log.loss);
  const none = valid.filter((count) => count === 0).length;
  const single = classes.filter((count) => count < 2).length;
  // Batches without a triplet come at one rate; triplets that became easy come more and more.
  const zeros = (part: readonly number[]) => part.filter((v) => v === 0).length / part.length;
  const first = zeros(loss.slice(0, Math.ceil(loss.length / 4))), last = zeros(lastFifth(loss));
  const steady = last < T.emptyGrowth * first && 1 - first < T.emptyGrowth * (1 - last);
  const early = zeros(loss.slice(0, Math.ceil(loss.length / 2))), long = loss.length >= 20;
  if (none > 0) {
    yield certain`no-valid-triplets: ${none} of ${valid.length} batches have 0 valid triplets`;
  } else if (long && (early === 1 || (first > T.emptySteps && steady))) {
    yield likely`no-valid-triplets: the loss is exactly 0 in ${early} of the first half of ${loss.length} steps (threshold ${T.emptySteps})`;
  }
  const exact = loss.filter((value) => Math.abs(value - margin) <= 1e-6 * margin).length;
  const near = loss.filter((value) => Math.abs(value - margin) <= T.atMargin * margin).length;
  if (single > 0) {
    yield certain`one-class-batches: ${single} of ${classes.length} batches have one class`;
  } else if (margin && long && exact > T.marginSteps * loss.length && near < 0.5 * loss.length) {
    yield likely`one-class-batches: the loss is the margin to six digits in ${exact} of ${loss.length} steps (threshold ${T.marginSteps} of them), and near it in ${near}`;
  }
}

/** Distances that have vanished against the margin, or against where they began. */
function* shrunkDistances(log: Log, { margin }: DiagnoseOptions) {
  const column = finite(log.meanDistance ?? log.negativeDistance);
  if (column.length < (margin ? 1 : 3)) return;
  const last = median(lastFifth(column)), scale = margin ?? median(column.slice(0, 3));
  const loss = median(lastFifth(finite(log.loss)));
  const which = log.meanDistance ? "mean" : "to negatives";
  const against = margin ? "the margin is" : "they began at";
  if (last / scale < T.pointOverMargin) {
    yield certain`collapse-to-a-point: distances (${which}) end at ${last}, ${against} ${scale} (threshold ${T.pointOverMargin} of it)`;
  } else if (
    margin && last / margin < T.nearOverMargin && Math.abs(loss - margin) < 2 * T.atMargin * margin
  ) {
    yield likely`collapse-near-the-margin: distances (${which}) end at ${last}, ${against} ${scale} (threshold ${T.nearOverMargin} of it), and the loss at ${loss}`;
  }
}

/** Jumps of the loss, the gradient or the distances. */
function* steepSteps(log: Log, { margin = 0, squared }: DiagnoseOptions) {
  const loss = finite(log.loss), gradient = finite(log.gradientNorm);
  const far = finite(log.negativeDistance ?? log.meanDistance);
  const width = Math.max(5, Math.floor(loss.length / 50));
  const runs = loss.map((_, i) => i % width === 0 ? loss.slice(i, i + width) : [])
    .filter((run) => run.length === width).map(median);
  const grown = (of: string, from: number, to: number, threshold: number) =>
    `${of} from ${+from.toPrecision(3)} to ${+to.toPrecision(3)} (threshold ${threshold} times)`;
  const said: string[] = [];
  const [begun, most] = [Math.max(loss[0], margin), Math.max(...runs)];
  const rose = loss.length >= 20 && most > T.lossRise * begun;
  if (rose) said.push(grown("the loss rose", begun, most, T.lossRise));
  const [usual, peak] = [median(gradient), quantile(gradient, 1)];
  if (gradient.length >= 20 && usual > 0 && peak > T.gradientPeak * usual) {
    said.push(grown("the gradient's length goes, of the median,", usual, peak, T.gradientPeak));
  }
  const [near, end] = [far[0], quantile(far, 1)];
  const growth = far.length < 10 ? 0 : squared ? Math.sqrt(end / near) : end / near;
  if (near > 0 && growth > T.distanceGrowth) {
    said.push(grown("distances grew", near, end, T.distanceGrowth));
  }
  if (said.length === 0) return;
  const sure = said.length > 1 || growth > T.distanceBurst || rose ? likely : possible;
  yield sure`learning-rate-too-high: ${said.join("; ")}`;
}

/** The first number that is not finite, and what stood before it. */
function* notFinite(log: Log, { gamma = 0, m = 0.25 }: DiagnoseOptions) {
  const odd = firstOdd(log);
  if (!odd) return;
  const { name, at, value, step } = odd;
  const before = finite(Array.from(log.loss ?? []).slice(0, at));
  const top = quantile(before.slice(-10), 1), exponent = (1 - m * m) * gamma;
  const grown = before.length > 10 && top > T.growthBefore * median(before);
  const overflow = !grown && exponent > T.float32Exponent;
  const origin = grown
    ? `the loss grew to ${+top.toPrecision(3)} in the ten steps before: the steps are too long`
    : overflow
    ? `CircleLoss's exponent, (1 - m^2) gamma, is above ${T.float32Exponent}, where float32's exp ends`
    : name === "gradientNorm"
    ? "the gradient has it before the loss: the slope of a square root at distance 0"
    : before.length > 0
    ? "the loss was ordinary before: a square root at distance 0 (two equal rows), or an input"
    : "it was so from the first step: an input, or a square root at distance 0";
  yield certain`not-finite: ${name} is ${value} at step ${step}; ${origin}`;
  if (grown) yield likely`learning-rate-too-high: ${origin}`;
  if (overflow) {
    yield likely`gamma-overflow: (1 - m^2) gamma = ${exponent}, above ${T.float32Exponent}, and ${name} is ${value} at step ${step}`;
  }
}

/** A loss scale that is halved again and again. */
function* halfPrecision(log: Log) {
  const scale = finite(log.lossScale);
  const halvings = scale.filter((value, i) => i > 0 && value <= scale[i - 1] / 2).length;
  if (halvings < T.scaleHalvings) return;
  yield likely`float16-saturation: the loss scale was halved ${halvings} times (threshold ${T.scaleHalvings}), from ${
    scale[0]
  } to ${scale.at(-1)}`;
}
