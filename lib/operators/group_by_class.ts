/** A batch in an order in which every class is one run of rows. */
export interface ClassOrder {
  /** `order[r]` is the row of the batch that stands at place `r`. */
  readonly order: Int32Array;
  /** Where the run begins that holds place `r`. */
  readonly start: Int32Array;
  /** Where the run ends (exclusive) that holds place `r`. */
  readonly end: Int32Array;
}

/** Orders a batch by label, rows of equal labels in their own order. */
export function groupByClass(labels: Int32Array): ClassOrder {
  const size = labels.length;
  const order = Int32Array.from(labels, (_, i) => i)
    .sort((a, b) => labels[a] - labels[b] || a - b);
  const start = new Int32Array(size);
  const end = new Int32Array(size);
  for (let from = 0, to = 0; from < size; from = to) {
    while (to < size && labels[order[to]] === labels[order[from]]) to++;
    start.fill(from, from, to);
    end.fill(to, from, to);
  }
  return { order, start, end };
}
