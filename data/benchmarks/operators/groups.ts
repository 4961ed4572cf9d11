/** Something that takes part, and the memory that it takes. */
export interface Sized {
  /** Bytes. */
  bytes: number;
}

/**
 * Splits what takes part into groups that fit into memory side by side: the largest first, each into
 * the first group that has room. What is larger than the room gets a group of its own.
 *
 * @param participants all of them, with their bytes
 * @param room how many bytes there are
 */
export function groups<T extends Sized>(participants: readonly T[], room: number): T[][] {
  const split: { left: number; members: T[] }[] = [];
  for (const one of participants.toSorted((a, b) => b.bytes - a.bytes)) {
    let group = split.find(({ left }) => left >= one.bytes);
    if (!group) split.push(group = { left: room, members: [] });
    group.left -= one.bytes;
    group.members.push(one);
  }
  return split.map(({ members }) => members);
}
