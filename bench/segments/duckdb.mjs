// The same rows and rules in DuckDB: node duckdb.mjs FOLDER THREADS. Prints "rule count sum milliseconds" a line.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, threads] = process.argv.slice(2);
const require = createRequire(`${process.cwd()}/`);
const { DuckDBInstance } = await import(pathToFileURL(require.resolve('@duckdb/node-api')).href);
const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
const db = await instance.connect();
const csv = (name, columns) => `read_csv('${folder}/${name}.csv', header = false, columns = ${columns})`;
await db.run(`create table contacts as select * from ${csv(
  'contacts',
  "{'id': 'bigint', 'created_at': 'bigint', 'last_login': 'bigint', 'pubkey': 'boolean', 'node': 'boolean', 'country': 'varchar', 'plan': 'varchar', 'score': 'integer'}",
)}`);
await db.run(`create table events as select * from ${csv('events', "{'contact': 'bigint', 'type': 'varchar', 'at': 'bigint'}")}`);
await db.run(`create table orders as select * from ${csv('orders', "{'contact': 'bigint', 'at': 'bigint', 'net': 'bigint'}")}`);

const rules = readFileSync(`${folder}/rules.sql`, 'utf8').trim().split('\n');
for (const line of rules) {
  const [name, where] = line.split('\t');
  const sql = `select count(*)::varchar as n, coalesce(sum(c.id), 0)::varchar as s from contacts c where ${where}`;
  const took = [];
  let row;
  for (let round = 0; round < 5; ++round) {
    const begin = performance.now();
    const reader = await db.runAndReadAll(sql);
    took.push(performance.now() - begin);
    [row] = reader.getRows();
  }
  console.log(name, row[0], row[1], Math.min(...took).toFixed(2));
}
