import { Figure, type Titled, titled } from "./figure.ts";
import { across, checkNames } from "./marks.ts";
import { percent } from "./numbers.ts";
import { columnsIn, FACETS, panelGrid, type PanelRoom } from "./panel_grid.ts";
import { bandMarks, shareBands, type ShareRecord } from "./share_bands.ts";

/** The records of a run, or means of several runs. */
export type SharePanel = { name: string; steps: readonly ShareRecord[] };

/** The size of a panel, with room for its names, in pixels. */
const ROOM: PanelRoom = { across: 150, high: 130, margins: [68, 84, 38, 42], gaps: [84, 38] };

/**
 * Easy, semi-hard and hard triplets as shares of the valid ones, stacked, over the steps: one panel
 * for each run, on common axes. Each band has its name at its end, however thin it is.
 *
 * @throws {RangeError} When there is no panel or step, two have one name, or shares do not add up to 1.
 *
 * @example
 * ```ts
 * import { sharePanels } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * const steps = [
 *   { step: 1, easy: 0.2, semiHard: 0.3, hard: 0.5 },
 *   { step: 2, easy: 0.8, semiHard: 0.1, hard: 0.1 },
 * ];
 * const figure = sharePanels([{ name: "batch all", steps }], { title: "Shares" });
 * assertStringIncludes(figure.spec.alt, "batch all: easy from 20 % to 80 %");
 * ```
 */
export function sharePanels(panels: readonly SharePanel[], options: Titled): Figure {
  checkNames("panels", panels, {});
  const drawn = panels.map(({ name, steps }) => (
    { name, ...shareBands(steps, ROOM.high, `panels: "${name}"`) }
  ));
  return new Figure({
    ...titled(options, "title"),
    alt: drawn.map(({ name, data }) => {
      const told = ([word, kind]: readonly [string, "easy" | "semiHard" | "hard"]) =>
        `${word} from ${percent(data[0][kind])} to ${percent(data.at(-1)![kind])}`;
      const kinds = [["easy", "easy"], ["semi-hard", "semiHard"], ["hard", "hard"]] as const;
      return `${name}: ${kinds.map(told).join(", ")}`;
    }).join("; ") + ".",
    data: drawn.map(({ name, data }) => ({ name, steps: data })),
    plot: (widest) => {
      const { rows, heads, plot } = panelGrid(drawn, columnsIn(widest, 2), ROOM);
      const y = { labelOffset: 60, domain: [0, 1], ticks: 3, tickFormat: "%" };
      return {
        ...plot,
        x: across("step", { ticks: 3 }),
        y: across("share of triplets", y),
        marks: [
          ...bandMarks(rows(({ areas }) => areas), rows(({ ends }) => ends), "category", FACETS),
          heads(),
        ],
      };
    },
  });
}
