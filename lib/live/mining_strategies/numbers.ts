import { batchTriplets } from "../../mining/batch_triplets.ts";
import { batchAllTripletLoss } from "../../reference/batch_all_triplet_loss.ts";
import type { BatchHardRule } from "../../reference/batch_hard_triplet_loss.ts";
import { batchHardTripletLoss } from "../../reference/batch_hard_triplet_loss.ts";
import { marginRankingLoss } from "../../reference/margin_ranking_loss.ts";
import { pairwiseDistances } from "../../reference/pairwise_distances.ts";
import { type SemiHardRule, semiHardTripletLoss } from "../../reference/semi_hard_triplet_loss.ts";
import type { LiveBatch } from "../runtime/live_batch.ts";

type Loss = typeof batchAllTripletLoss;

const hard = (rule: BatchHardRule): Loss => (points, labels, options) =>
  batchHardTripletLoss(points, labels, { ...options, rule });
const semiHard = (rule: SemiHardRule): Loss => (points, labels, options) =>
  semiHardTripletLoss(points, labels, { ...options, rule });
const HARDEST = { positives: "hardest", negatives: "hardest" } as const;

/** The strategies, in the order of the figure's table: their losses, and what they take of a batch. */
const RULES = {
  "batch all": [batchAllTripletLoss, { negatives: "with-loss" }],
  "batch hard": [hard("valid"), HARDEST],
  "batch hard, tensorflow": [hard("tensorflow"), HARDEST],
  "batch hard, pytorch": [hard("pytorch"), HARDEST],
  "semi-hard": [semiHard("all"), { negatives: "semi-hard" }],
  "semi-hard, nearest": [semiHard("nearest"), { negatives: "nearest" }],
} as const;

export type MiningStrategy = keyof typeof RULES;

export const STRATEGIES = Object.keys(RULES) as readonly MiningStrategy[];

export interface MiningState extends LiveBatch {
  readonly anchor: number;
  readonly strategy: MiningStrategy;
}

export type MiningNumbers = ReturnType<typeof miningNumbers>;

/** Every strategy's loss, as `lib/reference` has it, and who chose whom; at ties the first. */
export function miningNumbers(state: MiningState) {
  const { points, labels, squared, margin } = state;
  const d = pairwiseDistances(points, { squared });
  const triplets = labels.map((): Chosen[] => []);
  for (const one of chosenTriplets(state, d)) triplets[one[0]].push(one);
  return {
    /** Each strategy's loss, and how many triplets, anchors or pairs its mean is over. */
    all: STRATEGIES.map((name) => {
      const { loss, counts } = RULES[name][0](points, labels, { margin, squared });
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

function chosenTriplets(
  { points, labels, squared, margin, strategy }: MiningState,
  d: readonly (readonly number[])[],
): Chosen[] {
  const { anchors, positives, negatives } = batchTriplets(
    Float32Array.from(points.flat()),
    labels,
    { ...RULES[strategy][1], dim: 2, squared, margin },
  );
  const mined = Array.from(anchors, (a, i): Chosen => [a, positives[i], negatives[i]]);
  if (strategy !== "batch hard, tensorflow" && strategy !== "batch hard, pytorch") return mined;
  // Article 4 counts the anchor among its positives, article 2 takes 0 where there is none.
  const alone = labels.flatMap((label, a): Chosen[] => {
    if (labels.indexOf(label) !== labels.lastIndexOf(label)) return [];
    const others = [...labels.keys()].filter((n) => n !== a);
    const nearest = others.reduce((best, n) => d[a][n] < d[a][best] ? n : best);
    return [[a, strategy === "batch hard, pytorch" ? a : undefined, nearest]];
  });
  return [...mined, ...alone];
}
