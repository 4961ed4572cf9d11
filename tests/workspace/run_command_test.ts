import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import process from "node:process";
import { runCommand } from "#lib/workspace/run_command.ts";

const posix = { ignore: process.platform === "win32" };
const alive = (pid: number) => {
  try {
    return process.kill(pid, 0) !== undefined;
  } catch {
    return false;
  }
};

Deno.test(
  "runCommand() gives status, both streams, and the lines in their order",
  posix,
  async () => {
    const lines: string[] = [];
    const script = "echo one; sleep 0.1; echo two >&2; sleep 0.1; printf three; exit 3";
    const result = await runCommand("sh", ["-c", script], { onLine: (line) => lines.push(line) });
    assertEquals(result, {
      code: 3,
      stdout: "one\nthree",
      stderr: "two\n",
      output: "one\ntwo\nthree",
    });
    assertEquals(lines, ["one", "two", "three"]);
  },
);

Deno.test("runCommand() says when there is no such program", async () => {
  const { code, output } = await runCommand("no-such-program", []);
  assertEquals([code, output], [127, "no-such-program: not found"]);
});

Deno.test("runCommand() ends with its program, whoever holds the pipes", posix, async () => {
  const began = performance.now();
  const { code, killed, output } = await runCommand("sh", [
    "-c",
    "sleep 30 & echo $!; kill -9 $$",
  ]);
  try {
    assert(performance.now() - began < 8000);
    assertEquals([code, killed], [1, "SIGKILL"]);
  } finally {
    process.kill(Number(output), "SIGKILL");
  }
});

Deno.test("runCommand() ends a program that takes too long", posix, async () => {
  const { code, killed } = await runCommand("sleep", ["30"], { timeout: 200 });
  assertEquals([code, killed], [1, "SIGKILL"]);
});

Deno.test("a program ends with the process that started it", {
  ignore: process.platform !== "linux" || "Bun" in globalThis ||
    (await runCommand("setpriv", ["--version"])).code !== 0,
}, async () => {
  const module = new URL("../../lib/workspace/run_command.ts", import.meta.url).href;
  const script = `const { runCommand } = await import(${JSON.stringify(module)});
runCommand("sh", ["-c", "echo $$; sleep 60"], { onLine(line) {
  console.log(line);
  Deno.kill(Deno.pid, "SIGKILL");
} });`;
  const { output } = await runCommand(process.execPath, ["eval", "--no-lock", script]);
  const pid = Number(/^\d+$/m.exec(output)?.[0]);
  assert(pid > 1, output);
  for (let i = 0; i < 50 && alive(pid); i++) await new Promise((done) => setTimeout(done, 100));
  assert(!alive(pid));
});

Deno.test("runCommand() shows what it is told to show, and keeps nothing of it", async () => {
  const print = 'console.log("")';
  const args = "Bun" in globalThis ? ["-e", print] : ["eval", print];
  const { code, output } = await runCommand(process.execPath, args, { show: true });
  assertEquals([code, output], [0, ""]);
  const { output: kept } = await runCommand(process.execPath, args);
  assertStringIncludes(`${kept}\n`, "\n");
});
