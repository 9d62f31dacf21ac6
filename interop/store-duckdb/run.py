import duckdb
import store


def read(path):
    with duckdb.connect() as connection:
        from duckdb_ext import import_extension
        import_extension("sqlite", con=connection)
        connection.execute(f"ATTACH '{path}' AS partner (TYPE sqlite, READ_ONLY)")
        return connection.execute("SELECT count(*), max(domain_id) FROM partner.customer").fetchone()


store.meet(read)
