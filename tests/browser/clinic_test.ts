import { Buffer } from "node:buffer";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { bundleForBrowser } from "#lib/bundle/bundle_for_browser.ts";
import { clinicBody } from "#lib/report/clinic_body.ts";
import { page } from "#lib/report/page.ts";
import { References } from "#lib/report/references.ts";
import { readSamples } from "../../data/benchmarks/clinic/samples.ts";
import { browserTest, type Tab } from "./browser.ts";

const clinic = async () =>
  await page({
    title: "The clinic",
    file: "clinic.html",
    book: [],
    body: clinicBody([], new References([])).html,
    scripts: [await bundleForBrowser("lib/page/program/clinic.ts")],
    wasm: true,
  });

const file = (name: string, text: string) => ({
  ...{ name, mimeType: "text/plain" },
  buffer: Buffer.from(text),
});
const choose = (tab: Tab, ...files: ReturnType<typeof file>[]) =>
  tab.page.setInputFiles("#clinic [type=file]", files);
const verdict = async (tab: Tab) => {
  const shown = tab.page.locator("#diagnosis [data-verdict]");
  await shown.waitFor();
  return await shown.getAttribute("data-verdict");
};

/** A seeded training as files: its log and its embeddings. */
function filesOf(disease: string) {
  const { sample, options } = readSamples().find((one) =>
    one.disease === disease && one.sample.log && one.sample.snapshots
  )!;
  const names = Object.keys(sample.log!);
  const log = Array.from(
    { length: sample.log![names[0]].length },
    (_, row) => names.map((name) => sample.log![name][row]).join(","),
  );
  const [{ embeddings, labels, dim = 1 }] = sample.snapshots!;
  const rows = Array.from(
    labels ?? [],
    (label, row) =>
      JSON.stringify({
        label,
        embedding: [...(embeddings as Float32Array).subarray(row * dim, (row + 1) * dim)],
      }),
  );
  return {
    margin: String(options.margin),
    files: [
      file("log.csv", [names.join(","), ...log].join("\n")),
      file("embeddings.jsonl", rows.join("\n")),
    ],
  };
}

browserTest(
  "the clinic's page diagnoses files that are chosen, from a file",
  async ({ open, write }) => {
    const tab = await open(await write("clinic.html", await clinic()));
    const { margin, files } = filesOf("collapse-to-a-point");
    await tab.page.fill("[name=margin]", margin);
    await choose(tab, ...files);
    assertEquals(await verdict(tab), "ill");
    const text = await tab.page.locator("#diagnosis").innerText();
    assertMatch(text, /All embeddings are nearly one point/);
    assertStringIncludes(text, "log.csv");
    assert(await tab.page.locator("#diagnosis svg").count() > 0);
    assertEquals(await tab.axe(), []);

    await tab.page.setViewportSize({ width: 390, height: 800 });
    assertEquals(await tab.sideways(), 0);
  },
);

browserTest(
  "without scripts the clinic's page asks for no files, and says what does",
  async ({ open, write }) => {
    const tab = await open(await write("clinic.html", await clinic()), { script: false });
    assert(!await tab.page.isVisible("#clinic"));
    assertStringIncludes(await tab.page.innerText("main"), "deno task diagnose does the same");
  },
);

browserTest(
  "the clinic's page takes what is dropped on it, and says what is no such file",
  async ({ open, write }) => {
    const tab = await open(await write("clinic.html", await clinic()));
    const drop = (name: string, text: string) =>
      tab.look(`{
      const data = new DataTransfer();
      data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }`);
    const log = [
      "step,loss",
      ...Array.from({ length: 60 }, (_, i) => `${i},${0.2 + Math.exp(-i)}`),
    ];
    await tab.page.fill("[name=margin]", "0,2");
    await drop("train.csv", log.join("\n"));
    assertEquals(await verdict(tab), "ill");
    assertMatch(await tab.page.locator("#diagnosis").innerText(), /The loss stands at the margin/);

    // A name is text, not markup, and another margin is another diagnosis.
    await drop("<img src=x onerror=alert(1)>.csv", log.join("\n"));
    await tab.page.getByText("<img src=x").first().waitFor();
    await tab.page.fill("[name=margin]", "0.9");
    await tab.page.locator("[name=margin]").blur();
    await tab.page.locator('#diagnosis [data-verdict="nothing found"]').waitFor();

    await drop("noise.bin", "\u0000\u0001\u0002garbage");
    await tab.page.getByText("noise.bin").first().waitFor();
    assertEquals(await tab.page.locator("#diagnosis [data-verdict]").count(), 0);
  },
);
