import { assertEquals } from "@std/assert";
import { compact, fixed, percent, roundAbove } from "#lib/charts/numbers.ts";
import { rounded, short, significant } from "#lib/charts/numbers.ts";
import { smoothed } from "#lib/charts/smoothed.ts";

Deno.test("smoothed() is a running mean of the values that are there", () => {
  assertEquals(smoothed([0, 3, 6, 0]), [1.5, 3, 3, 3]);
});

Deno.test("roundAbove() is the next of 1, 2 and 5 times a power of ten", () => {
  assertEquals([0.03, 1, 2.1, 50, 51, 0].map(roundAbove), [0.05, 1, 5, 50, 100, 1]);
});

Deno.test("short() keeps digits, and no zeros at the end; fixed() keeps decimals", () => {
  assertEquals([0.25, 12.345, 1234.5, 0, 0.1 + 0.2].map((value) => short(value)), [
    ...["0.25", "12.3", "1230", "0", "0.3"],
  ]);
  assertEquals(short(1.23456, 5), "1.2346");
  assertEquals([0.2, 12.345, 999.999, 1234.5].map((value) => fixed(value)), [
    ...["0.20", "12.35", "1000.00", "1235"],
  ]);
  assertEquals(fixed(2.5, 0), "3");
});

Deno.test("a minus in a figure is as wide as a plus", () => {
  assertEquals([short(-0.25), fixed(-0.2), fixed(-12345)], ["−0.25", "−0.20", "−12350"]);
});

Deno.test("percent() and significant()", () => {
  assertEquals([0, 0.054, 1].map(percent), ["0 %", "5 %", "100 %"]);
  assertEquals([significant(-0.12345), significant(12345.6, 2)], [-0.123, 12000]);
});

Deno.test("rounded() keeps six digits of each number, however deep it stands", () => {
  assertEquals(rounded({ a: [1 / 3, { b: 123456.789 }], c: "1.23456789", d: undefined }), {
    a: [0.333333, { b: 123457 }],
    c: "1.23456789",
  });
});

Deno.test("compact() fits beside an axis, also where a training has diverged", () => {
  const written = [0, 5, 2e4, 1e6, -3e9, 1e14, 2e15, 4e20, -1e299, 1e-3].map(compact);
  const fits = ["0", "5", "20K", "1M", "-3B", "100T", "2e+15", "4e+20", "-1e+299", "0.001"];
  assertEquals(written, fits);
});
