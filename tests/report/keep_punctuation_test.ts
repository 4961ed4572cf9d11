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

Deno.test("Chinese words of the prose are told as such, with the numbers between them", () => {
  const chinese = (text: string) => `<span lang="zh-Hans">${text}</span>`;
  assertEquals(
    proseToHtml()("- 难的 17 个，半难的 2 个。See `x` & 图").text.trim(),
    `<ul>\n<li>${chinese("难的 17 个，半难的 2 个。")}See <code>x</code> &amp; ${
      chinese("图")
    }</li>\n</ul>`,
  );
});

Deno.test("proseToHtml() lets a formula of several parts be broken only where it is long", () => {
  const kept = (tex: string) => proseToHtml()(`at $${tex}$. The`).text.includes("unbroken");
  assertEquals([kept("\\gamma = 4"), kept("a = b + c + d + e + f + g")], [true, false]);
});
