import { assertEquals } from "@std/assert";
import { seconds } from "#lib/workspace/seconds.ts";

Deno.test("seconds() are rounded before they are split into minutes and hours", () => {
  const said: [number, string][] = [
    [400, "0.4 s"],
    [9940, "9.9 s"],
    [9960, "10 s"],
    [99_400, "99 s"],
    [99_600, "1 min 40 s"],
    [119_400, "1 min 59 s"],
    [119_700, "2 min 00 s"],
    [3_599_400, "59 min 59 s"],
    [3_599_700, "1 h 00 min"],
    [3_600_000, "1 h 00 min"],
    [7_170_000, "2 h 00 min"],
    [7_500_000, "2 h 05 min"],
  ];
  for (const [milliseconds, text] of said) assertEquals(seconds(milliseconds), text);
});
