import { process } from "../host/node.ts";
import { PARAMETERS } from "../workspace/mime_types.ts";
import { OWN_PARAMETERS, PARAMETER_BOUNDS } from "./own_parameters.ts";
import { type ParameterValue, parameterValue } from "./parameter_value.ts";

/** The environment variable through which `deno task report --set` reaches a notebook. */
export const PARAMETERS_VARIABLE = "TRIPLET_LAB_SET";

let changed: string[] = [];

/** The trainings that did not make all their steps, by name. */
const stopped = new Map<string, string>();

/** What differs from the lesson as it was written, in words (`margin = 0.5`); empty when nothing does. */
export function changedParameters(): string {
  return [...changed, ...stopped.values()].join(", ");
}

/** Takes note of a training that ended, at a step where it was stopped. */
export function noteTraining(name: string, stoppedAt?: number): void {
  if (stoppedAt === undefined) stopped.delete(name);
  else stopped.set(name, `${name} stopped at step ${stoppedAt}`);
}

/** What a reader may change in a lesson's cell, and a teacher by `report --set margin=0.5`. */
export function parameters<T extends Record<string, ParameterValue>>(
  defaults: T,
  { lesson = 0 }: { lesson?: number } = {},
): Widened<T> {
  const owns = { ...defaults, ...OWN_PARAMETERS[lesson] };
  const given = JSON.parse(process.env[PARAMETERS_VARIABLE] || "{}") as Record<string, string>;
  const lines = Object.entries(defaults).map(([name, here]) => {
    const [own, bounds] = [owns[name], lesson ? PARAMETER_BOUNDS[name] : undefined];
    return { name, value: parameterValue(name, own, given[name] ?? String(here), bounds), own };
  });
  const values = Object.fromEntries(lines.map(({ name, value }) => [name, value])) as Widened<T>;
  changed = lines.filter(({ value, own }) => value !== own)
    .map(({ name, value }) => `${name} = ${value}`);
  Object.defineProperty(values, Symbol.for("Jupyter.display"), {
    value: () => ({
      "text/plain": lines.map(({ name, value, own }) =>
        `${name} = ${value}${value === own ? "" : ` (the lesson's own: ${own})`}`
      ).join("\n"),
      [PARAMETERS]: lines,
    }),
  });
  return values;
}

/** `true` becomes `boolean`, `2` becomes `number`: a parameter is not its default. */
export type Widened<T> = {
  [K in keyof T]: T[K] extends number ? number : T[K] extends boolean ? boolean : string;
};
