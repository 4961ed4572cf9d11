import type { Case } from "../agreement/recorded_losses.ts";
import { readReference } from "../workspace/read_reference.ts";

/** One way to compute article 1's loss, and what numpy and PyTorch gave for it. */
export interface Article1Case extends Pick<Case, "margin" | "p" | "eps" | "swap" | "reduction"> {
  /** These lists have one entry unless the reduction is `"none"`. */
  numpy: number[];
  pytorch: number[];
  /** PyTorch's gradient to each of the six points, summed over the triplets. */
  gradient: number[][];
}

/** Article 1's loss on the six points of the lessons, as other programs computed it. */
export interface Article1Values {
  points: number[][];
  /** The valid triplets: anchor, positive, negative, as indices into the points. */
  triplets: number[][];
  categories: { margin: number; easy: number; semiHard: number; hard: number };
  selfDistances: { p: number; dim: number; eps: number; value: number }[];
  cases: Article1Case[];
}

/** Reads `data/reference/article1.json`, which numpy and PyTorch made. */
export function article1Values(): Article1Values {
  const { cases, ...rest } = readReference<Document>("article1");
  const options = ({ margin, p, eps, swap, reduction }: Recorded) => ({
    ...{ margin, p, eps, swap, reduction },
  });
  const key = (one: Recorded) => JSON.stringify(options(one));
  const numpys = cases.filter(({ framework }) => framework === "numpy");
  const byNumpy = new Map(numpys.map((one) => [key(one), one.value]));
  return {
    ...rest,
    cases: cases.filter(({ framework }) => framework === "pytorch").map((one) => ({
      ...options(one),
      numpy: [byNumpy.get(key(one))!].flat(),
      pytorch: [one.value].flat(),
      gradient: gathered(one.gradients!, rest.points, rest.triplets),
    })),
  };
}

/** The gradients of all roles that a point has, added up. */
function gathered(gradients: number[][][], points: number[][], triplets: number[][]): number[][] {
  const sums = points.map((point) => point.map(() => 0));
  triplets.forEach((triplet, i) =>
    triplet.forEach((point, role) =>
      gradients[role][i].forEach((value, axis) => sums[point][axis] += value)
    )
  );
  return sums;
}

interface Recorded extends Omit<Article1Case, "numpy" | "pytorch" | "gradient"> {
  framework: "numpy" | "pytorch";
  value: number | number[];
  gradients?: number[][][];
}

interface Document extends Omit<Article1Values, "cases"> {
  cases: Recorded[];
}
