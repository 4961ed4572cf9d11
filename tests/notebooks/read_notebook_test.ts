import { assertEquals, assertThrows } from "@std/assert";
import { joined, notebookOf } from "#lib/notebooks/notebook.ts";

Deno.test("notebookOf() takes what other programs leave out or put before it", () => {
  const cells = [{ cell_type: "markdown", source: "# One" }];
  const text = "\uFEFF" + JSON.stringify({ nbformat: 4, nbformat_minor: 2, cells });
  const { metadata, cells: [cell] } = notebookOf(text);
  assertEquals([metadata, cell.metadata], [{}, {}]);
});

Deno.test("notebookOf() names what is no notebook of format 4", () => {
  const told = (value: unknown, message: string) =>
    assertThrows(() => notebookOf(JSON.stringify(value)), Error, `a notebook${message}`);
  told(null, ": expected an object of nbformat, cells, got null");
  told([], ".nbformat: expected a finite number, got undefined");
  told({ nbformat: 3, worksheets: [] }, ".cells: expected a list, got undefined");
  told({ nbformat: 4, cells: [null] }, ".cells[0]: expected an object of cell_type");
  told({ nbformat: 4, cells: [{}] }, ".cells[0].cell_type: expected a text, got undefined");
});

Deno.test("notebookOf() names outputs that are none, and takes a cell without any", () => {
  const read = (outputs: unknown) => () =>
    notebookOf(JSON.stringify({ nbformat: 4, cells: [{ cell_type: "code", outputs }] }));
  for (const none of [undefined, []]) read(none)();
  for (const junk of [null, [null], {}, 5, ["text"]]) assertThrows(read(junk), Error, ".outputs");
  const data = null, output_type = "display_data";
  assertThrows(read([{ output_type, data }]), Error, "outputs[0].data: expected an object");
});

Deno.test("notebookOf() names tags that are no list of texts", () => {
  const read = (tags: unknown) => () =>
    notebookOf(
      JSON.stringify({ nbformat: 4, cells: [{ cell_type: "code", metadata: { tags } }] }),
    );
  for (const tags of [undefined, [], ["varies"]]) read(tags)();
  const where = "a notebook.cells[0].metadata.tags";
  assertThrows(read("varies"), TypeError, `${where}: expected a list, got "varies"`);
  assertThrows(read([5]), TypeError, `${where}[0]: expected a text, got 5`);
  assertThrows(read(null), TypeError, `${where}: expected a list, got null`);
});

Deno.test("joined() makes a text of whatever stands where one should", () => {
  for (
    const [given, text] of [
      ["ab", "ab"],
      [["a", "b"], "ab"],
      [undefined, ""],
      [null, ""],
      [
        [null, "b"],
        "b",
      ],
      [5, "5"],
      [[], ""],
    ]
  ) assertEquals(joined(given as string), text);
});
