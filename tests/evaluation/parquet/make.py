"""The Parquet files that others write, for parquet_test.ts: python make.py, with polars and pyarrow."""

import os

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

os.chdir(os.path.dirname(os.path.abspath(__file__)))
E = np.arange(12, dtype="float32").reshape(3, 4)
ROWS = E.tolist()
PAIRS = [[1.0, 2.0], [0.0, 3.0], [4.0, 5.0]]


def arrow(name, label, embedding, **options):
    pq.write_table(pa.table({"label": label, "embedding": embedding}), f"{name}.parquet", **options)


def other(value):
    return [PAIRS[0], value, PAIRS[2]]


pl.DataFrame({"label": [0, 1, 1], "embedding": E}).write_parquet("polars_array.parquet")
pl.DataFrame(
    {"label": pl.Series(["cat", "dog", "cat"], dtype=pl.Categorical), "embedding": E.astype("float64")}
).write_parquet("polars_category.parquet")
arrow("names", ["cat", "dog", "cat"], ROWS)
arrow("dictionary", pa.array(["cat", "dog", "cat"]).dictionary_encode(), ROWS)
arrow("fixed_size", [0, 1, 1], pa.FixedSizeListArray.from_arrays(pa.array(E.ravel()), 4))
arrow("float16", [0, 1, 1], pa.array([list(np.float16(r)) for r in E], pa.list_(pa.float16())))
arrow("int64", pa.array([0, 1, 1], pa.int64()), pa.array(E.astype("int64").tolist(), pa.list_(pa.int64())))
arrow("whole_fractions", [0.0, 1.0, 1.0], ROWS)
arrow("brotli", [0, 1, 1], ROWS, compression="brotli")
arrow("lz4", [0, 1, 1], ROWS, compression="lz4")
arrow("gzip", [0, 1, 1], ROWS, compression="gzip")

# Structs whose fields have the columns' names.
inner = pa.array([{"label": 0.5, "name": 1, "embedding": [1.0]}] * 3)
pq.write_table(pa.table({"about": inner, "label": [0, 1, 1], "embedding": ROWS}), "nested.parquet")
half = pa.array([5000.0, 5001.0, 5002.0], pa.float16())
pq.write_table(
    pa.table({"about": pa.array([{"label": 1}] * 3), "label": half, "embedding": ROWS}), "nested_half.parquet"
)
pq.write_table(pa.table({"about": inner, "embedding": ROWS}), "nested_label.parquet")
# Names of the rows, not of their classes.
rows = pa.array(["a.png", "b.png", "c.png"])
pq.write_table(pa.table({"label": [0, 1, 1], "embedding": ROWS, "name": rows}), "row_names.parquet")

arrow("large_label", [0, 1, 2**40], ROWS)
arrow("fraction", [0.0, 1.5, 1.0], ROWS)
arrow("missing_label", [0, None, 1], ROWS)
arrow("flags", [True, False, True], ROWS)
arrow("missing_number", [0, 1, 1], other([None, 3.0]))
arrow("missing_row", [0, 1, 1], other(None))
arrow("nan", [0, 1, 1], other([float("nan"), 3.0]))
arrow("beyond_float32", [0, 1, 1], other([1e300, 3.0]))
arrow("empty_list", [0, 1, 1], other([]))
arrow("words", [0, 1, 1], ["a", "b", "c"])
arrow("no_rows", pa.array([], pa.int64()), pa.array([], pa.list_(pa.float32())))

# Pages that end in the middle of a row, no index of them, and a dictionary.
long = (np.arange(700) % 97).astype("float32").reshape(100, 7)
for name, options in [("pages", {"use_dictionary": False}), ("pages_dictionary", {}), ("pages_v2", {"data_page_version": "2.0"})]:
    arrow(name, list(range(100)), long.tolist(), data_page_size=64, write_batch_size=5, row_group_size=60, **options)
