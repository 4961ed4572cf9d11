import { assert, assertEquals } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { runCommand } from "#lib/workspace/run_command.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const namesIn = (folder: string) =>
  readdirSync(join(root, folder)).filter((name) => !name.startsWith("."));
const tests = namesIn("tests");

Deno.test("tests: every room of lib/ has a folder of its own", () => {
  const rooms = namesIn("lib").filter((name) => !name.endsWith(".ts"));
  assertEquals(rooms.filter((room) => !tests.includes(room)), []);
  assert(tests.includes("random_test.ts"));
  for (const folder of tests.filter((name) => !name.includes(".") && name !== "outside")) {
    const files = readdirSync(join(root, "tests", folder), { recursive: true, encoding: "utf8" });
    assert(files.some((name) => name.endsWith("_test.ts")), `tests/${folder} tests nothing`);
  }
});

Deno.test("tests: the README tells of each folder once, and of no other", () => {
  const readme = readFileSync(join(root, "tests/README.md"), "utf8");
  const [, folders] = /\n## The folders\n(.*?)\n## /s.exec(readme)!;
  const told = [...folders.matchAll(/^\| ([^|]+)\|/gm)].flatMap(([, cell]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name)
  );
  assertEquals(told.toSorted(), tests.filter((name) => name !== "README.md").toSorted());
});

Deno.test("tests: no runtime takes what lies outside for one of its tests", () => {
  assertEquals(namesIn("tests/outside").filter((name) => /[._](test|spec)\./.test(name)), []);
});

Deno.test({
  name: "tests: those of the definitions need no permission, as the README says",
  ignore: "Bun" in globalThis,
  fn: async () => {
    // Deno hands a process that names no permission all of its starter's.
    const none = ["read", "write", "net", "env", "run", "ffi", "sys"].map((one) => `--deny-${one}`);
    const asked = ["test", "--no-lock", "--no-check", "--no-prompt", ...none, "tests/reference"];
    const { code, output } = await runCommand(process.execPath, asked, { cwd: root });
    assertEquals(code, 0, output.slice(-2000));
  },
});
