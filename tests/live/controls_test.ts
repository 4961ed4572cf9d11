import { assertEquals } from "@std/assert";
import { checkbox, choice, marginSlider, setControl, slider } from "#lib/live/runtime/controls.ts";

interface State {
  title: string;
  power: number;
  on: boolean;
}

Deno.test("slider(), choice() and checkbox() are what the page makes elements of", () => {
  const common = { kind: "slider", min: 0, max: 2 };
  assertEquals<unknown>(slider("m", [0, 2, 0.5], 1), {
    ...common,
    ...{ name: "m", label: "m", step: 0.5, value: 1, text: "1.00" },
  });
  assertEquals<unknown>(marginSlider({ margin: 0.2, marginEnd: 2 }), {
    ...common,
    ...{ name: "margin", label: "margin", step: 0.01, value: 0.2, text: "0.20" },
  });
  const options = [{ value: "a", label: "one" }, { value: "b", label: "other" }];
  const one = { name: "rule", label: "loss", options, value: "b" };
  const words = { a: "one", b: "other" };
  assertEquals<unknown>(choice("rule", words, "b", { label: "loss" }), { kind: "choice", ...one });
  const plain = options.map(({ value }) => ({ value, label: value }));
  assertEquals<unknown>(choice("rule", ["a", "b"], "b", { kind: "menu" }), {
    ...{ ...one, kind: "menu", label: "rule", options: plain },
  });
  assertEquals<unknown>(checkbox("swap", true), {
    ...{ kind: "checkbox", name: "swap", label: "swap", value: true },
  });
});

Deno.test("setControl() asks the figure, and else gives the state's member its value", () => {
  const program = {
    set: { power: (state: State, value: unknown) => ({ ...state, power: 2 ** Number(value) }) },
  };
  const state: State = { title: "T", power: 1, on: false };
  assertEquals(setControl(program, state, "power", 3), { ...state, power: 8 });
  assertEquals(setControl(program, state, "on", true), { ...state, on: true });
});
