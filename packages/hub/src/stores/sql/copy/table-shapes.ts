// What tables a database has, read from the database itself: a table that is added later is copied without a word here.
import type { CopyConnection, TableShape } from './copy-connection.ts'

/** What belongs to one installation and its running workers, and not to the households in it. */
const OF_THE_INSTALLATION = new Set([
  'installation',
  'lease',
  'errand',
  'health_state',
  'health_transition',
  'display_command',
])

/** Every table that is copied; whatever a table refers to comes before it. */
export async function tableShapes(connection: CopyConnection): Promise<readonly TableShape[]> {
  const { columns, references } = connection.engine === 'sqlite' ? SQLITE : POSTGRES
  const shapes = new Map<string, string[]>()
  for (const { table_name: table, column_name: column } of await connection.ask(columns)) {
    const name = String(table)
    if (!name.startsWith('kysely_') && !OF_THE_INSTALLATION.has(name)) {
      shapes.set(name, [...(shapes.get(name) ?? []), String(column)])
    }
  }
  const parents = Map.groupBy(await connection.ask(references), ({ child }) => String(child))
  const parentsOf = (name: string) => (parents.get(name) ?? []).map(({ parent }) => String(parent))
  return inOrder([...shapes.keys()].sort(), parentsOf).map((name) => ({
    name,
    columns: (shapes.get(name) ?? []).sort(),
  }))
}

function inOrder(
  names: readonly string[],
  parentsOf: (name: string) => readonly string[],
): readonly string[] {
  const placed = new Set<string>()
  const begun = new Set<string>()
  const place = (name: string) => {
    if (begun.has(name) || !names.includes(name)) return
    begun.add(name)
    for (const parent of parentsOf(name)) place(parent)
    placed.add(name)
  }
  for (const name of names) place(name)
  return [...placed]
}

const SQLITE = {
  columns: `select tables.name as table_name, columns.name as column_name
    from sqlite_master as tables, pragma_table_info(tables.name) as columns
    where tables.type = 'table' and tables.name not like 'sqlite\\_%' escape '\\'`,
  references: `select tables.name as child, keys."table" as parent
    from sqlite_master as tables, pragma_foreign_key_list(tables.name) as keys where tables.type = 'table'`,
}

const POSTGRES = {
  columns: `select table_name, column_name from information_schema.columns
    where table_schema = current_schema()`,
  references: `select child.relname as child, parent.relname as parent from pg_constraint
    join pg_class child on child.oid = conrelid join pg_class parent on parent.oid = confrelid
    where contype = 'f' and connamespace = current_schema()::regnamespace`,
}
