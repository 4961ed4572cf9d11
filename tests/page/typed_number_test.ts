import { assertEquals } from "@std/assert";
import { typedNumber } from "#lib/page/asking/typed_number.ts";

Deno.test("typedNumber() takes commas as they are meant, and a minus as it is printed", () => {
  const typed = [
    "2,133",
    " 1,5",
    "0,693",
    "−995",
    "1,000,000",
    "-27,000",
    "3",
    "a, b",
    "12,34,567",
  ];
  const meant = ["2133", "1.5", "0.693", "-995", "1000000", "-27000", "3", "a. b", "12.34.567"];
  assertEquals(typed.map(typedNumber), meant);
});
