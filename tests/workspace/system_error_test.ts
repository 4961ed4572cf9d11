import { assertEquals } from "@std/assert";
import { systemError } from "#lib/workspace/system_error.ts";

Deno.test("systemError() tells what the system says, and of nothing else", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write '/a/b'"), {
    code: "ENOSPC",
  });
  assertEquals(systemError(full), "/a/b: the disk is full");
  assertEquals(systemError(Object.assign(full, { path: "/c" })), "/c: the disk is full");
  const told = new Error("/x: could not be written (the disk is full)", { cause: full });
  assertEquals(systemError(told), told.message);
  const outside = new Error('Requires write access to "/etc/x", run again with the flag');
  outside.name = "NotCapable";
  assertEquals(
    systemError(outside),
    "/etc/x: a task may write in this project and below the folder you stand in alone",
  );
  assertEquals(systemError(new TypeError("a bug")), undefined);
  assertEquals(systemError(new Error("a bug", { cause: new Error("deeper") })), undefined);
  assertEquals(systemError("no error"), undefined);
});
