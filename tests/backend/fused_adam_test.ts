import { useBackend } from "#lib/backend/mod.ts";
import { adamCases } from "./adam_cases.ts";

const ignore = await useBackend("tensorflow").then(() => false, () => true);

Deno.test("Adam in plain JavaScript changes no weight in a step that does not fit", async () => {
  await useBackend("cpu");
  await adamCases["changes no weight in a step that does not fit one of them"]();
});

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
