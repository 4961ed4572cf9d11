import { PROVENANCE } from "../workspace/mime_types.ts";
import { Remark } from "./check.ts";

/** What {@linkcode provenance} lists beside the versions. */
export interface ProvenanceFacts {
  /** The seed that every random number came from. */
  seed: number;
  /** What TensorFlow.js ran on: the answer of `useBackend`. */
  backend: { backend: string; device: string; versions: Readonly<Record<string, string>> };
}

/**
 * The last line of a lesson: on what its numbers were computed. The date is left out on purpose; it
 * would change the notebook at each run, and version control has it.
 *
 * @param facts The seed and the backend.
 * @returns A text for the cell to show.
 */
export function provenance({ seed, backend }: ProvenanceFacts): Remark {
  const versions = Object.entries(backend.versions).map(([name, version]) => `${name} ${version}`);
  return new Remark(
    [`seed ${seed}`, `backend ${backend.backend} on ${backend.device}`, ...versions].join("; "),
    {
      [PROVENANCE]: {
        seed,
        backend: backend.backend,
        device: backend.device,
        versions: backend.versions,
      },
    },
  );
}
