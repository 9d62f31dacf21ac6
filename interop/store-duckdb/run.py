import pathlib

import duckdb
import store

# DuckDB would fetch the extension; here it comes as a package.
[EXTENSION] = pathlib.Path(duckdb.__file__).parent.parent.glob("duckdb_ext/**/sqlite_scanner.duckdb_extension")


def read(path):
    with duckdb.connect() as connection:
        connection.execute(f"LOAD '{EXTENSION}'")
        connection.execute(f"ATTACH '{path}' AS partner (TYPE sqlite, READ_ONLY)")
        return connection.execute("SELECT count(*), max(domain_id) FROM partner.customer").fetchone()


store.meet(read)
