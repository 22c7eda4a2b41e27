// A table with a caption, which scrolls by itself if it is wide.

import type { ComponentChildren } from "preact";

export type Column<Row> = {
  title: string;
  cell: (row: Row) => ComponentChildren;
  /** Right-aligned. */
  isNumber?: boolean;
  /** The name of the row, read with each cell. */
  isHead?: boolean;
};
export function numberColumn<Row>(title: string, cell: (row: Row) => string): Column<Row> {
  return { title, cell, isNumber: true };
}

export type TableProps<Row> = {
  caption: string;
  /** Show the caption; otherwise it is only read aloud. */
  showCaption?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  /** Instead of rows, if there are none. */
  empty: string;
  classOf?: (row: Row) => string | undefined;
};

export function Table<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, keyOf, empty, classOf } = props;
  return (
    <div class="table-frame" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption class={props.showCaption ? undefined : "spoken"}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, isNumber }) => (
              <th key={title} scope="col" class={isNumber ? "number" : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} class={classOf?.(row)}>
              {columns.map((column) => cellOf(column, row))}
            </tr>
          ))}
          {rows.length === 0 && (
            <tr>
              <td class="soft" colSpan={columns.length}>
                {empty}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function cellOf<Row>({ title, cell, isNumber, isHead }: Column<Row>, row: Row) {
  const look = isNumber ? "number" : undefined;
  return isHead ? (
    <th key={title} scope="row" class={look}>
      {cell(row)}
    </th>
  ) : (
    <td key={title} class={look}>
      {cell(row)}
    </td>
  );
}
