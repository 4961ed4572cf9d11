import { useBackend } from "#lib/backend/mod.ts";
import { adamCases } from "./adam_cases.ts";

const ignore = await useBackend("tensorflow").then(() => false, () => true);

for (const backend of ["tensorflow", "wasm"] as const) {
  for (const [name, fn] of Object.entries(adamCases)) {
    Deno.test({
      name: `Adam on ${backend} ${name}`,
      ignore: backend === "tensorflow" && ignore,
      async fn() {
        await useBackend(backend);
        await fn();
      },
    });
  }
}
