/** Three strategies on five splits, made up: hard is clearly better than random, soft is not. */
export const splitExample = {
  splits: ["0 12 34", "1 23 40", "2 34 01", "3 40 12", "4 01 23"],
  values: {
    "MAP@R": {
      random: [0.4, 0.5, 0.61, 0.45, 0.38],
      hard: [0.46, 0.55, 0.68, 0.5, 0.45],
      soft: [0.5, 0.42, 0.6, 0.52, 0.3],
    },
    "recall@1": {
      random: [0.7, 0.8, 0.9, 0.75, 0.7],
      hard: [0.7, 0.82, 0.88, 0.75, 0.7],
      soft: [0.7, 0.8, 0.9, 0.75, 0.7],
    },
  },
};
