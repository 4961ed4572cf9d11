import { batchAllTripletLoss } from "../../reference/batch_all_triplet_loss.ts";
import {
  type BatchHardRule,
  batchHardTripletLoss,
} from "../../reference/batch_hard_triplet_loss.ts";
import { eachTriplet } from "../../reference/each_triplet.ts";
import { marginRankingLoss } from "../../reference/margin_ranking_loss.ts";
import { pairwiseDistances } from "../../reference/pairwise_distances.ts";
import { type SemiHardRule, semiHardTripletLoss } from "../../reference/semi_hard_triplet_loss.ts";
import { tripletCategory } from "../../reference/triplet_category.ts";
import type { LiveBatch } from "../runtime/live_batch.ts";

/** The strategies, in the order of the figure's table. */
export const STRATEGIES = [
  "batch all",
  "batch hard",
  "batch hard, tensorflow",
  "batch hard, pytorch",
  "semi-hard",
  "semi-hard, nearest",
] as const;

/** The name of a strategy. */
export type MiningStrategy = (typeof STRATEGIES)[number];

/** What the mining picture shows: plain data, which survives JSON. */
export interface MiningState extends LiveBatch {
  /** The anchor whose choices stand out. */
  readonly anchor: number;
  /** Whose choices are drawn. */
  readonly strategy: MiningStrategy;
}

/** The numbers of a state. */
export type MiningNumbers = ReturnType<typeof miningNumbers>;

type Loss = typeof batchAllTripletLoss;

const hard = (rule: BatchHardRule): Loss => (points, labels, options) =>
  batchHardTripletLoss(points, labels, { ...options, rule });
const semiHard = (rule: SemiHardRule): Loss => (points, labels, options) =>
  semiHardTripletLoss(points, labels, { ...options, rule });

/** The strategies' losses. */
const LOSSES: Readonly<Record<MiningStrategy, Loss>> = {
  "batch all": batchAllTripletLoss,
  "batch hard": hard("valid"),
  "batch hard, tensorflow": hard("tensorflow"),
  "batch hard, pytorch": hard("pytorch"),
  "semi-hard": semiHard("all"),
  "semi-hard, nearest": semiHard("nearest"),
};

/**
 * Every strategy's loss, as `lib/reference` has it, and who chose whom. At ties the first of the farthest
 * positives, or of the nearest negatives, is the chosen one.
 */
export function miningNumbers(state: MiningState) {
  const { points, labels, squared, margin, strategy } = state;
  const d = pairwiseDistances(points, { squared });
  const triplets = labels.map((): Chosen[] => []);
  for (const one of chosenTriplets(strategy, labels, d, margin)) triplets[one[0]].push(one);
  return {
    /** Each strategy's loss, and how many triplets, anchors or pairs its mean is over. */
    all: STRATEGIES.map((name) => {
      const { loss, counts } = LOSSES[name](points, labels, { margin, squared });
      return { name, loss, terms: name === "batch all" ? counts.positive : counts.valid };
    }),
    /** Whom each anchor learns from (itself, where a rule counts it so), over how many terms. */
    choices: triplets.map((own) => {
      const far = own.map(([a, , n]) => d[a][n]);
      const near = own.map(([a, p]) => p === undefined ? 0 : d[a][p]);
      return {
        positives: [...new Set(own.flatMap(([, p]) => p === undefined ? [] : [p]))],
        negatives: [...new Set(own.map(([, , n]) => n))],
        terms: own.length,
        loss: own.length === 0 ? 0 : marginRankingLoss(far, near, 1, { margin }),
      };
    }),
  };
}

/** An anchor, a positive (none where a rule takes a distance of 0 for it), and a negative. */
type Chosen = readonly [a: number, p: number | undefined, n: number];

/** The triplets in a strategy's mean. */
function chosenTriplets(
  strategy: MiningStrategy,
  labels: readonly number[],
  d: readonly (readonly number[])[],
  margin: number,
): Chosen[] {
  const all: [number, number, number][] = [];
  eachTriplet(labels, (a, p, n) => all.push([a, p, n]));
  const category = ([a, p, n]: typeof all[number]) => tripletCategory(d[a][p], d[a][n], margin);
  if (strategy === "batch all") return all.filter(([a, p, n]) => d[a][n] < d[a][p] + margin);
  if (strategy === "semi-hard") return all.filter((one) => category(one) === "semi-hard");

  const rows = [...labels.keys()];
  const first = (a: number, among: number[], isBetter: (x: number, y: number) => boolean) =>
    among.reduce((best, i) => isBetter(d[a][i], d[a][best]) ? i : best);
  const nearest = (a: number, among: number[]) => first(a, among, (x, y) => x < y);
  const farthest = (a: number, among: number[]) => first(a, among, (x, y) => x > y);
  return rows.flatMap((a): Chosen[] => {
    const own = rows.filter((i) => i !== a && labels[i] === labels[a]);
    const rest = rows.filter((i) => labels[i] !== labels[a]);
    if (strategy === "semi-hard, nearest") {
      return own.map((p) => {
        const farther = rest.filter((n) => d[a][n] > d[a][p]);
        return [a, p, farther.length > 0 ? nearest(a, farther) : farthest(a, rest)];
      });
    }
    // Article 4 counts the anchor among its positives, article 2 takes 0 where there is none.
    if (own.length === 0 && strategy === "batch hard") return [];
    const alone = strategy === "batch hard, pytorch" ? a : undefined;
    return [[a, own.length > 0 ? farthest(a, own) : alone, nearest(a, rest)]];
  });
}
