/** Labels with how far each moves so that none covers another: those that touch become one block. */
export function spreadLabels<Label>(
  labels: readonly Label[],
  heightOf: (label: Label) => number,
  gap: number,
  { from, to }: { from: number; to: number } = { from: -Infinity, to: Infinity },
): (Label & { move: number })[] {
  const heights = labels.map(heightOf);
  const kept = (first: number, count: number) =>
    Math.max(Math.min(first, to - gap * (count - 1)), from);
  const order = heights.map((_, i) => i).sort((i, j) => heights[i] - heights[j] || i - j);
  const blocks: { members: number[]; first: number }[] = [];
  for (const i of order) {
    let block = { members: [i], first: kept(heights[i], 1) };
    for (;;) {
      const before = blocks[blocks.length - 1];
      if (!before || block.first - before.first >= gap * before.members.length) break;
      blocks.pop();
      const members = [...before.members, ...block.members];
      const sum = members.reduce((total, member, at) => total + heights[member] - gap * at, 0);
      block = { members, first: kept(sum / members.length, members.length) };
    }
    blocks.push(block);
  }
  const moves = heights.map(() => 0);
  for (const { members, first } of blocks) {
    members.forEach((member, at) => moves[member] = first + gap * at - heights[member]);
  }
  return labels.map((label, i) => ({ ...label, move: moves[i] }));
}
