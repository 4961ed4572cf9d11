/** A notebook as a page carries it: of its cells prose has its text, code its place in the page. */
export interface CarriedLesson {
  version: string;
  name: string;
  metadata: Record<string, unknown>;
  cells: readonly {
    cell_type: string;
    id: string;
    metadata: Record<string, unknown>;
    source?: string;
    place?: number;
  }[];
}

/** A lesson as a notebook without outputs, with the code that the reader has now at each place. */
export function notebookFile(lesson: CarriedLesson, textOf: (place: number) => string): string {
  const belongs = "Belongs into notebooks/ of a checkout of triplet-lab " +
    `${lesson.version}, which no registry has yet.`;
  const cells = lesson.cells.map(({ place, source = "", ...cell }, i) => {
    const prose = i === 0 ? `_${belongs}_\n\n${source}` : source;
    return {
      ...cell,
      ...(place === undefined ? {} : { execution_count: null, outputs: [] }),
      source: (place === undefined ? prose : textOf(place)).split(/(?<=\n)/),
    };
  });
  const { metadata } = lesson;
  return JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1) + "\n";
}
