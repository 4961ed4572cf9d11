import { type AsyncBuffer, type DecodedArray, type FileMetaData, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { assembleNested } from "hyparquet/src/assemble.js";
import { parquetHeader, readPage } from "hyparquet/src/column.js";
import { convert, DEFAULT_PARSERS as parsers } from "hyparquet/src/convert.js";
import { getSchemaPath } from "hyparquet/src/schema.js";

/** A column's rows, a page at a time: as JavaScript's lists a row group takes ten times its room. */
export async function* listPages(file: AsyncBuffer, metadata: FileMetaData, name: string) {
  const column = parquetSchema(metadata).children.find(({ element }) => element.name === name)!;
  const viewOf = async (from: number, to: number) => new DataView(await file.slice(from, to));
  for (const { columns } of metadata.row_groups) {
    const meta = columns.find((part) => part.meta_data?.path_in_schema[0] === name)!.meta_data!;
    const pathInSchema = meta.path_in_schema;
    const schemaPath = getSchemaPath(metadata.schema, pathInSchema);
    const { element } = schemaPath[schemaPath.length - 1];
    const decoder = { ...meta, pathInSchema, element, schemaPath, compressors, parsers };
    let rows: unknown[] = [], dictionary: DecodedArray | undefined;
    const take = (count: number) => {
      const parts = new Map([[pathInSchema.join("."), rows.splice(0, count)]]);
      assembleNested(parts, column, parsers);
      return parts.get(name)!;
    };
    let at = Number(meta.dictionary_page_offset || meta.data_page_offset);
    for (const end = at + Number(meta.total_compressed_size); at < end - 1;) {
      const head = { view: await viewOf(at, Math.min(at + 2 ** 16, end)), offset: 0 };
      const header = parquetHeader(head);
      const view = await viewOf(at += head.offset, at += header.compressed_page_size);
      const { data } = readPage({ view, offset: 0 }, header, decoder, dictionary, rows, 0);
      if (header.type === "DICTIONARY_PAGE") dictionary = convert(data!, decoder);
      else if (data!.length > 0) rows = Array.from(data!);
      yield take(rows.length - 1); // the last may go on in the next page
    }
    yield take(1);
  }
}
