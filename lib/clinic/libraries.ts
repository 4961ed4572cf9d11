/** Which rule a library computes, in `conform`'s words, where it says so itself. */
export const LIBRARIES: Readonly<
  Record<string, { normalised: boolean; rules: readonly string[] }>
> = {
  "pytorch-metric-learning": {
    normalised: true,
    rules: ["mean over non-zero", "smooth", "per-anchor"],
  },
  "sentence-transformers": {
    normalised: false,
    rules: [
      "BatchAllTripletLoss",
      "BatchHardTripletLoss",
      "BatchHardSoftMarginTripletLoss",
      "BatchSemiHardTripletLoss",
    ],
  },
  "tensorflow-addons": { normalised: false, rules: ["nearest", "tensorflow"] },
  "omoindrot": { normalised: false, rules: ["mean over non-zero", "tensorflow"] },
  "open-reid": { normalised: false, rules: ["pytorch"] },
};
