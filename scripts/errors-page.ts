// docs/protocol/errors.md is written from the catalogue, so that the two cannot drift apart.
import { ERRORS } from '@baton/protocol'

export const errorsPagePath = 'docs/protocol/errors.md'

/** What the page shows of the catalogue: code -> kind, retry, message. */
export type Catalogue = Readonly<Record<string, { kind: string; retry: string; message: string }>>

/** The whole page as text, codes grouped by what stands before the dot. */
export function errorsPage(catalogue: Catalogue = ERRORS): string {
  const groups = Map.groupBy(Object.entries(catalogue), ([code]) => code.split('.')[0] ?? '')
  const parts = [...groups].map(([name, rows]) => {
    const lines = rows.map(([code, row]) => `| \`${code}\` | ${row.kind} | ${row.retry} | ${row.message} |`)
    return [`## ${name}`, '', '| code | kind | retry | message |', '|---|---|---|---|', ...lines, ''].join(
      '\n',
    )
  })
  return [preface, ...parts].join('\n')
}

const preface = `# Errors

Written by \`npm run docs\` from \`packages/protocol/src/errors.ts\`; edit there.

Every refusal carries one of these codes and its message. The *kind* decides the number a door answers with.
*Retry* says whether the same request may be sent again: \`no\` never as it is, \`later\` unchanged after a while,
\`after-change\` once what the message names has changed.
`
