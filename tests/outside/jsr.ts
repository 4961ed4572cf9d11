import { execFileSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { assertStringIncludes } from "@std/assert";
import { chooseAssertions } from "../support/choose_assertions.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { said, args } = await chooseAssertions();
const reason = said.startsWith("JSR is out of reach") ? "JSR is out of reach" : "";

Deno.test({
  name:
    "JSR's @std/assert has the signatures that the tests are checked by, and does what they want" +
    (reason && ` (ignored: ${reason})`),
  ignore: reason !== "",
  fn() {
    // With its types: `support/assert.ts` holds JSR's package against `std_assert.d.ts`.
    const command = ["test", "--no-lock", ...args, "-P", "tests/support/assert_test.ts"];
    const told = execFileSync(process.execPath, command, { cwd: root, encoding: "utf8" });
    assertStringIncludes(told, "@std/assert, here JSR's,");
  },
});
