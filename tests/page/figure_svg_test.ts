import { assertEquals } from "@std/assert";
import { figureSvg } from "#lib/page/outputs/figure_svg.ts";

/** The points of a line, each letter's, whether they are places or steps. */
function points(path: string): number[][] {
  let [x, y] = [0, 0];
  return [...path.matchAll(/([MLml])([-\d.]+),([-\d.]+)/g)].map(([, letter, across, down]) => {
    const from = /[ml]/.test(letter) ? [x, y] : [0, 0];
    [x, y] = [+across + from[0], +down + from[1]].map((one) => +one.toFixed(1));
    return [x, y];
  });
}

Deno.test("figureSvg() writes a line in steps, and every point stays where it was", () => {
  const line = "M10.04,20L10.55,19.97L9,25.123L9,25.1M-3.5,0L0,-0.26";
  const [, steps] = / d="([^"]*)"/.exec(figureSvg(`<svg ><path d="${line}"/></svg>`))!;
  assertEquals(points(steps), [[10, 20], [10.6, 20], [9, 25.1], [9, 25.1], [-3.5, 0], [0, -0.3]]);
  assertEquals(steps, "m10,20l.6,0l-1.6,5.1l0,0m-12.5,-25.1l3.5,-.3");
  const curved = '<svg ><path d="M1,2Q3,4,5,6"/></svg>';
  assertEquals(figureSvg(curved), curved);
  const areas = figureSvg('<svg ><path d="M1,2L3,4L5,1ZM2,2L3,3Z"/></svg>');
  assertEquals(/ d="([^"]*)"/.exec(areas)![1], "m1,2l2,2l2,-3Zm1,0l1,1Z", "Z leads back to 1, 2");
});
