import { assertEquals } from "@std/assert";
import { Markup, markup } from "#lib/workspace/markup.ts";

Deno.test("markup escapes text in elements and in attributes, and nothing else", () => {
  const evil = `"><script>a && 'b'</script>`;
  assertEquals(
    markup`<p title="${evil}">${evil}</p>`.text,
    `<p title="&quot;&gt;&lt;script&gt;a &amp;&amp; 'b'&lt;/script&gt;">` +
      `&quot;&gt;&lt;script&gt;a &amp;&amp; 'b'&lt;/script&gt;</p>`,
  );
});

Deno.test("markup takes markup as it is, however deep it stands", () => {
  const inner = markup`<b>${"<"}</b>`;
  assertEquals(
    markup`${inner}${[inner, ["<", [new Markup("<hr>")]]]}`.text,
    [
      ...["<b>&lt;</b>", "<b>&lt;</b>", "&lt;", "<hr>"],
    ].join(""),
  );
  assertEquals(`${inner}`, "<b>&lt;</b>");
});

Deno.test("markup writes numbers, 0 too, and leaves out what is nothing", () => {
  assertEquals(
    markup`${0}|${-1.5}|${NaN}|${""}|${false}|${null}|${undefined}|${[]}`.text,
    [
      ...["0", "-1.5", "NaN", "", "", "", "", ""],
    ].join("|"),
  );
});
