// The `baton` command line beside `npm start`: one word, what it works on, and where the hub is.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { CopyRefused, withTransaction } from '#stores/sql'
import { type CommandSettings, commandSettings, nameOf } from './config/command-settings.ts'
import { UsageError } from './config/config.ts'
import { backUp } from './copies/backup.ts'
import { openToRead, openToWrite } from './copies/copy-places.ts'
import { exportTo } from './copies/export.ts'
import { importFrom, readFilesAnew } from './copies/import.ts'
import { migrateTo } from './copies/move-database.ts'
import { counted, type Progress, Stopped, showProgress } from './copies/progress.ts'
import { restoreFrom } from './copies/restore.ts'

interface Command {
  readonly usage: string
  readonly about: string
  readonly verb: string
  run(settings: CommandSettings, progress: Progress): Promise<string>
}

const COMMANDS: Readonly<Record<string, Command>> = {
  export: {
    usage: 'export FILE',
    about: 'every row of the hub, of one instant, in one file (.jsonl, or .jsonl.gz); the hub may run',
    verb: 'Exported',
    async run({ hub, operand }, progress) {
      const file = required(operand, 'a file to write')
      await using source = await openToRead(hub)
      const { rows, sums } = await exportTo(file, source.database, progress)
      return `Exported ${counted(rows)} rows of ${sums.size} tables to ${file}.`
    },
  },
  import: {
    usage: 'import FILE',
    about: 'fills an empty hub from an export',
    verb: 'Imported',
    async run({ hub, operand }, progress) {
      const file = present(operand, 'an export')
      await using target = await openToWrite(hub)
      const sums = await importFrom(file, target.database, progress)
      if (hub.kind === 'folder') {
        await withTransaction(target.database, (connection) =>
          readFilesAnew(resolve(hub.path, 'baton.db'), connection),
        )
      }
      return `Imported ${counted(rowsOf(sums))} rows of ${sums.size} tables into ${nameOf(hub)}.`
    },
  },
  migrate: {
    usage: 'migrate --to URL|DIR',
    about: 'moves a stopped hub to another database: postgres://... or a data folder',
    verb: 'Moved',
    async run({ hub, operand, to }, progress) {
      if (operand !== null || to === null)
        throw new UsageError('Say where to: --to postgres://... or --to DIR.')
      const sums = await migrateTo(hub, to, progress)
      return `Moved ${counted(rowsOf(sums))} rows of ${sums.size} tables to ${nameOf(to)}, and read each of them there. ${nameOf(hub)} is as it was: start no hub on it any more.`
    },
  },
  backup: {
    usage: 'backup DIR|FILE',
    about: 'a copy of one instant while the hub runs; in a folder the newest --keep N stay (7)',
    verb: 'Copied',
    async run({ hub, operand, keep }, progress) {
      const to = required(operand, 'a folder or a file to write')
      const { file, bytes, removed } = await backUp(hub, to, keep, progress)
      const gone = removed > 0 ? ` ${removed} older removed.` : ''
      return `Backed up ${nameOf(hub)} to ${file} (${(bytes / 1e6).toFixed(1)} MB).${gone}`
    },
  },
  restore: {
    usage: 'restore FILE',
    about: 'puts a backup or an export in the place of a stopped hub, whose database is kept aside',
    verb: 'Restored',
    async run({ hub, operand }, progress) {
      const file = present(operand, 'a backup')
      const aside = await restoreFrom(file, hub, progress)
      return `Restored ${nameOf(hub)} from ${file}.${aside ? ` What was there before lies in ${aside}.` : ''}`
    },
  },
}

/** Answers with the exit code: 0 done, 1 refused or failed, 2 wrongly asked for, 130 stopped. */
export async function runCommand(
  word: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const command = COMMANDS[word]
  if (!command) throw new UsageError(`There is no command ${word}. See --help.`)
  const settings = commandSettings(args, env)
  if (settings === null) {
    process.stdout.write(helpOf(command))
    return 0
  }
  // What a copy holds is for nobody else of this machine, from its first byte on.
  process.umask(0o077)
  using progress = showProgress(command.verb)
  try {
    const line = await command.run(settings, progress)
    process.stdout.write(`${line}\n`)
    return 0
  } catch (error) {
    if (error instanceof UsageError) throw error
    if (progress.signal.aborted) return reported(new Stopped(), 130)
    if (error instanceof CopyRefused) return reported(error, 1)
    return reported(new Error(sentenceOf(error as NodeJS.ErrnoException)), 1)
  }
}

/** What a disk or a database says is told in its own words: whoever runs this can do something about it. */
function sentenceOf({ code = '', path = 'The disk', message }: NodeJS.ErrnoException): string {
  const reason = REASONS[code]
  return reason ? `${path}: ${reason}.` : `It did not work: ${message}`
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOSPC: 'no space is left',
  ENOENT: 'no such folder',
  ENOTDIR: 'no folder',
  EROFS: 'cannot be written',
}

function helpOf({ usage, about }: Command): string {
  return [
    `npm run baton -- ${usage} [--data DIR | --database URL]`,
    '',
    `  ${about}`,
    '',
    '  --data DIR              the data folder of the hub (BATON_DATA, default: ~/.baton)',
    '  --database URL          its Postgres, if it has one (BATON_DATABASE)',
    '  --database-ca FILE      certificate that the database must be signed with (BATON_DATABASE_CA)',
    '',
  ].join('\n')
}

function reported({ message }: Error, exitCode: number): number {
  process.stderr.write(`${message}\n`)
  return exitCode
}

function required(operand: string | null, what: string): string {
  if (operand === null) throw new UsageError(`Name ${what}. See --help.`)
  return operand
}

function present(operand: string | null, what: string): string {
  const file = required(operand, what)
  if (!existsSync(file)) throw new UsageError(`${file} does not exist.`)
  return file
}

function rowsOf(sums: ReadonlyMap<string, { readonly rows: number }>): number {
  return [...sums.values()].reduce((total, { rows }) => total + rows, 0)
}
