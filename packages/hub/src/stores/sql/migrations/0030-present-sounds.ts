import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { SqlMigration } from './sql-migration.ts'

/**
 * What sounds alike and is there is found by an index: whenever something is gone it is asked for. More formats are told
 * by their sound now, names by whatever apostrophe they are written with, letters that are typed for one another are
 * one, and discs go by their folders: the next scan reads every file once more.
 */
export const presentSounds: SqlMigration = {
  name: '0030-present-sounds',
  async up(schema) {
    await schema.schema
      .createIndex('library_tracks_present_by_sound')
      .on('library_tracks')
      .columns(['household_id', 'sound_hash'])
      .where(sql<boolean>`missing = 0`)
      .execute()
    await renameArtists(schema)
    await foldAnew(schema)
    await sql`update library_tracks set mtime_ms = -1`.execute(schema)
  },
}

/** So that they keep their ids. Where both spellings are there, the tracks of one go to the other with the next scan. */
async function renameArtists(schema: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<Artist>`
    select id, household_id, name, identity_key from library_artists order by id`.execute(schema)
  const taken = new Set(rows.map(keyOf))
  for (const artist of rows) {
    const former = exact(artist.name)
    const plain = former
      .replace(/[\u2018\u2019\u201b\u2032\uff07]/g, "'")
      .replace(/[\u2010\u2011\ufe63\uff0d]/g, '-')
    if (plain === former || artist.identity_key !== digest(former)) continue
    const renamed = { ...artist, identity_key: digest(plain) }
    if (taken.has(keyOf(renamed))) continue
    taken.add(keyOf(renamed))
    await sql`update library_artists set identity_key = ${renamed.identity_key} where id = ${artist.id}`.execute(
      schema,
    )
  }
}

/** Names are folded when they are first met, and are looked for as they are typed now. */
async function foldAnew(schema: Kysely<unknown>): Promise<void> {
  for (const [table, key] of [
    ['library_artists', 'name_key'],
    ['library_albums', 'title_key'],
  ] as const) {
    const { rows } = await sql<Folded>`
      select id, ${sql.ref(key)} as key, search_text from ${sql.table(table)}`.execute(schema)
    for (const { id, key: folded, search_text } of rows) {
      if (sameLetters(folded) === folded && sameLetters(search_text) === search_text) continue
      await sql`update ${sql.table(table)} set ${sql.ref(key)} = ${sameLetters(folded)},
        search_text = ${sameLetters(search_text)} where id = ${id}`.execute(schema)
    }
  }
}

interface Folded {
  readonly id: string
  readonly key: string
  readonly search_text: string
}

function sameLetters(text: string): string {
  const letters: Readonly<Record<string, string>> = { ς: 'σ', ك: 'ک', ي: 'ی', ى: 'ی', ة: 'ه' }
  return text
    .replace(/[ςكيىة]/g, (letter) => letters[letter] ?? letter)
    .replace(/[\u30a1-\u30f6]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60))
}

interface Artist {
  readonly id: string
  readonly household_id: string
  readonly name: string
  readonly identity_key: string
}

function keyOf({ household_id, identity_key }: Artist): string {
  return `${household_id} ${identity_key}`
}

function exact(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[\u00ad\u200b\u200e\u200f\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
