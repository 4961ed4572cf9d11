import { assertEquals, assertThrows } from "@std/assert";
import { paced } from "../../lib/page/worker/paced.ts";
import { thrownWords } from "../../lib/page/worker/thrown_words.ts";
import type { Output } from "../../lib/page/mod.ts";

/** What is sent, and at which times. */
function watched() {
  const sent: Output[] = [];
  let time = 0;
  const { show, end } = paced((output) => sent.push(output), () => time);
  const print = (text: string, name: "stdout" | "stderr" = "stdout") =>
    show({ output_type: "stream", name, text });
  const place = (text: string, display_id?: string) =>
    show({ output_type: "display_data", data: { "text/plain": text }, display_id });
  const told = () => sent.map((one) => "text" in one ? one.text : one.data["text/plain"]);
  return { show, end, print, place, told, sent, wait: (to: number) => time = to };
}

Deno.test("paced() sends the first at once and what follows together, in its order", () => {
  const { print, place, end, told } = watched();
  print("a");
  assertEquals(told(), ["a"]);
  for (const text of ["b", "c"]) print(text);
  print("!", "stderr");
  print("d");
  place("P");
  print("e");
  place("Q", "q");
  place("R", "q");
  end();
  assertEquals(told(), ["a", "bcd", "!", "P", "e", "R"]);
});

Deno.test("paced() gives the page time: an endless print is a few parcels, its end is kept", () => {
  const { print, end, sent, wait, told } = watched();
  for (let k = 0; k < 100_000; k++) {
    wait(k / 100); // a second in all
    print("0123456789\n");
  }
  end();
  assertEquals(sent.length < 10, true, `${sent.length}`);
  assertEquals(String(told().at(-1)).endsWith("0123456789\n"), true);
  for (let k = 0; k < 100_000; k++) print("0123456789\n");
  end();
  assertEquals(String(told().at(-1)).length, 20_002);
});

Deno.test("paced() has a limit for outputs, and none for updates", () => {
  const { place, end, wait, sent } = watched();
  for (let k = 0; k < 5000; k++) place(`${k}`, "one");
  for (let k = 0; k < 999; k++) place(`${k}`);
  assertThrows(() => place("more"), RangeError, "a cell of a page shows at most 1000 outputs");
  end();
  assertEquals(sent.length, 1001);
  wait(1e6);
  place("the next cell's");
  assertEquals(sent.length, 1002);
});

Deno.test("paced() sends no more than a page can take", () => {
  const { show, place, end, told } = watched();
  place("x".repeat(3e6));
  show({ output_type: "display_data", data: { "image/svg+xml": "x".repeat(9e6) } });
  show({ output_type: "display_data", data: null as never });
  end();
  assertEquals(String(told()[0]).length, 20_002);
  assertEquals(told()[1], "This output has 9 MB: too much for a page.");
});

Deno.test("thrownWords() has words for whatever is thrown", () => {
  const odd = (fields: PropertyDescriptorMap) => Object.defineProperties(new Error("x"), fields);
  assertEquals(thrownWords(new RangeError("so")), { name: "RangeError", message: "so" });
  assertEquals(thrownWords(Symbol("s")).message, "Symbol(s)");
  assertEquals(thrownWords(undefined).message, "undefined");
  assertEquals(typeof thrownWords(odd({ message: { value: Symbol() } })).message, "string");
  assertEquals(thrownWords(odd({ name: { value: 5 }, stack: { value: 5 } }), "blob:").name, "5");
  const trap = {
    get() {
      throw new Error("trap");
    },
  };
  for (
    const thrown of [Object.create(null), odd({ message: trap }), new Proxy(new Error(), trap)]
  ) {
    assertEquals(thrownWords(thrown).message, "what was thrown has no words");
  }
});
