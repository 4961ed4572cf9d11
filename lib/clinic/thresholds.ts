/**
 * Where the clinic draws its lines. Each follows from a definition, or is a first value that the
 * study of seeded diseases may set on its tuning half.
 */
export const THRESHOLDS = {
  /** Mean distance (squared ones where the loss takes them) over the margin; set on the tuning half. */
  pointOverMargin: 0.02,
  /** Mean distance over the mean length of a row: cosines above 0.9995. First value. */
  pointOverLength: 0.03,
  /** Mean distance over the margin below which a loss at the margin is a collapse. First value. */
  nearOverMargin: 0.5,
  /** Share of the variance along one direction; C classes apart in a simplex have 1 / (C - 1). First value. */
  lineShare: 0.9,
  /** Classes below which a line may be all there is to need: three classes lie in a plane. */
  lineClasses: 4,
  /** The gap of two classes' means, less what chance gives, over the radius of a class. First value. */
  togetherGap: 0.35,
  /** The same gap over the median gap of all pairs of classes. First value. */
  togetherOverMedian: 0.2,
  /** Rows of a class below which its mean is mostly chance: its error is r / sqrt(K). */
  togetherRows: 6,
  /** The median gap over the median radius from which classes are told apart at all. First value. */
  apart: 1.5,
  /** How near the last losses' median is to the margin, as a part of it. First value. */
  atMargin: 0.05,
  /** How far the last fifth of the losses scatters (quartiles), as a part of the margin. First value. */
  atMarginScatter: 0.15,
  /** How much the loss moved between the last fifth and the one before, as a part of it. First value. */
  stillMoving: 0.02,
  /** The active share has at least halved ... */
  activeFall: 0.5,
  /** ... while the loss fell by less than this part. Set on the tuning half. */
  lossFall: 0.3,
  /** Share of the early steps whose loss is exactly 0. First value. */
  emptySteps: 0.05,
  /** How much larger that share may be in the end, to come from the batches; set on the tuning half. */
  emptyGrowth: 2,
  /** Share of steps whose loss is the margin to six digits, while others are not near it. First value. */
  marginSteps: 0.02,
  /** Distinct labels over rows: all but every tenth row a class of its own. */
  distinctLabels: 0.9,
  /** Share of rows that are equal to another row. First value. */
  twins: 0.01,
  /** Lengths scatter less than this part around 1: normalised. float16 has 2^-11 = 0.0005. */
  unit: 0.002,
  /** The margin over the median distance to negatives below which it says nothing. First value. */
  marginToScale: 0.01,
  /** Share of columns that never change. First value. */
  deadColumns: 0.1,
  /** exp overflows in float32 above log(3.4e38). */
  float32Exponent: 88.7,
  /** Effective pairs over all pairs in CircleLoss's gradient below which most starve. First value. */
  starvedPairs: 0.002,
  /** Above it, pairs a hundredth of a similarity apart differ in weight by more than e^10. */
  starvingGamma: 1000,
  /** The largest running median of the loss over the first loss, or the margin. First value. */
  lossRise: 3,
  /** The largest gradient over the median one. First value. */
  gradientPeak: 100,
  /** How far distances grow over their first value. First value. */
  distanceGrowth: 20,
  /** ... and by which that alone tells; set on the tuning half (33 without, 2,700 and more with the disease). */
  distanceBurst: 200,
  /** How much the loss grew in the ten steps before it was not finite, to call it a growth. First value. */
  growthBefore: 5,
  /** float16's largest number. */
  float16Largest: 65504,
  /** d / |x| below which 1 - cos is under float16's 2^-11: (d / |x|)^2 / 2 < 2^-11. */
  float16Near: 0.03,
  /** Share of the rows whose positives are nearer than that. First value. */
  float16Share: 0.5,
  /** Halvings of a loss scale by which float16's gradients overflow again and again. First value. */
  scaleHalvings: 6,
  /** Share of the sample with a stranger much nearer than its own class. First value. */
  strangers: 0.02,
  /** How near: distance to the stranger over the median distance to positives. First value. */
  strangerNear: 0.05,
};
