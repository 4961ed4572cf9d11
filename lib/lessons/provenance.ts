import { PROVENANCE } from "../workspace/mime_types.ts";
import { Remark } from "./check.ts";

/** The last line of a lesson: on what its numbers were computed. */
export function provenance(
  { seed, backend: { backend, device, versions } }: {
    seed: number;
    backend: { backend: string; device: string; versions: Readonly<Record<string, string>> };
  },
): Remark {
  const made = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const words = [`seed ${seed}`, `backend ${backend} on ${device}`, ...made].join("; ");
  return new Remark(words, { [PROVENANCE]: { seed, backend, device, versions } });
}
