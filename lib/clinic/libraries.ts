import libraries from "./libraries.json" with { type: "json" };

/** Which rule a library computes, in `conform`'s words, where it says so itself. */
export const LIBRARIES: Readonly<
  Record<string, { normalised: boolean; rules: readonly string[] }>
> = libraries;
