import { assertEquals } from "@std/assert";
import { keepPunctuation } from "#lib/report/keep_punctuation.ts";
import { proseToHtml } from "#lib/report/prose_to_html.ts";

const formula = '<span class="katex"><span class="katex-base"><span>a</span></span></span>';

Deno.test("keepPunctuation() binds what follows a formula to it, and nothing else", () => {
  assertEquals(
    keepPunctuation(`of ${formula}? In ${formula} and ${formula}), ${formula}`),
    `of <span class="unbroken">${formula}?</span> In ${formula} and ` +
      `<span class="unbroken">${formula}),</span> ${formula}`,
  );
  assertEquals(keepPunctuation("no formula."), "no formula.");
  const long = formula.replace("</span></span>", '</span></span><span class="katex-base">b</span>');
  assertEquals(keepPunctuation(`${long}.`), `${long}.`);
});

Deno.test("proseToHtml() leaves no formula apart from its punctuation", () => {
  const { text: html } = proseToHtml()(
    "Is $\\sqrt{a_1}$? Or is it $b$, with\n\n$$ c $$\n\nbetween?",
  );
  assertEquals(html.match(/<span class="unbroken">/g)?.length, 2);
  assertEquals(/<\/math>(?:(?!<span class="katex">)[\s\S])*<\/span>[.,?]<\/span>/.test(html), true);
});
