import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (name: string) => readFileSync(join(root, name), "utf8");
const packages = JSON.parse(read("package.json"));
const pinned: [string, string][] = Object.entries({
  ...packages.dependencies,
  ...packages.devDependencies,
});

Deno.test("package.json pins each package at one version", () => {
  assert(pinned.length > 0);
  for (const [name, version] of pinned) {
    assert(/^\d+\.\d+\.\d+$/.test(version), `${name} ${version}`);
  }
});

Deno.test("deno.lock and bun.lock hold the pinned versions, with their sums", () => {
  const deno = JSON.parse(read("deno.lock")).npm;
  const bun = read("bun.lock");
  for (const [name, version] of pinned) {
    const key = Object.keys(deno).find((key) => key.split("_")[0] === `${name}@${version}`);
    assert(key && deno[key].integrity.startsWith("sha512-"), `deno.lock has no ${name}@${version}`);
    const line = bun.split("\n").find((line) => line.includes(`["${name}@${version}"`));
    assert(
      line?.includes("sha512-"),
      `bun.lock has no ${name}@${version}: run bun install --lockfile-only`,
    );
  }
});

Deno.test("deno.json and deno.lock pin @std/assert at one version", () => {
  const pin = JSON.parse(read("deno.json")).imports["jsr:@std/assert"];
  const version = /^jsr:@std\/assert@(\d+\.\d+\.\d+)$/.exec(pin)?.[1];
  assert(version, pin);
  assertEquals(JSON.parse(read("deno.lock")).specifiers[pin], version);
});

Deno.test("the lock files name no host", () => {
  for (const name of ["deno.lock", "bun.lock"]) {
    assertEquals(read(name).match(/https?:\/\/[^"\s]+/g) ?? [], [], name);
  }
});

Deno.test("each task names its permissions, and none takes all of them", () => {
  const { tasks } = JSON.parse(read("deno.json"));
  for (const [name, task] of Object.entries<{ command: string }>(tasks)) {
    assertStringIncludes(task.command, "--allow-read", name);
    assert(!/(^|\s)(-A|--allow-all)(\s|$)/.test(task.command), `${name} takes every permission`);
    assert(!/--allow-write(\s|$)/.test(task.command), `${name} may write anywhere`);
  }
});

Deno.test("each task says what it does with --help, and is in the README", () => {
  const { tasks } = JSON.parse(read("deno.json"));
  const readme = read("README.md");
  for (const [name, task] of Object.entries<{ command: string }>(tasks)) {
    if (name === "packages") continue; // part of every other task
    const file = /\S+\.ts(?=$| --)/.exec(task.command)?.[0] ?? "";
    assert(/\boptions\(|--help/.test(read(file)), `${file} has no --help`);
    assertStringIncludes(readme, `deno task ${name}`, `README.md and ${name}`);
  }
});

Deno.test("the README lists each notebook", () => {
  const readme = read("README.md");
  for (const name of readdirSync(join(root, "notebooks"))) {
    if (name.endsWith(".ipynb")) assertStringIncludes(readme, `notebooks/${name}`);
  }
});
