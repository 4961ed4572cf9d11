/** (Under Bun's tests a `Deno` with nothing but `test` exists: never ask for that.) */
export const isDeno: boolean = typeof Deno !== "undefined" && Boolean(Deno.version);
