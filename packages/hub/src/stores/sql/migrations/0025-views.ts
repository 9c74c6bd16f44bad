import type { SqlMigration } from './sql-migration.ts'

/** What displays have shown: events until they are counted, marks of them, and figures. They belong to the installation. */
export const views: SqlMigration = {
  name: '0025-views',
  async up({ schema }) {
    await schema
      .createTable('view_display')
      .addColumn('player_key', 'text', (column) => column.primaryKey())
      .addColumn('unsynced_post_id', 'bigint')
      .addColumn('unsynced_at', 'bigint')
      .execute()
    await schema
      .createTable('view_mark')
      .addColumn('player_key', 'text', (column) => column.notNull())
      .addColumn('recorded_at', 'bigint', (column) => column.notNull())
      .addColumn('post_id', 'bigint', (column) => column.notNull())
      .addColumn('stamp', 'bigint')
      .addPrimaryKeyConstraint('view_mark_pk', ['player_key', 'recorded_at'])
      .execute()
    await schema
      .createIndex('view_mark_once')
      .on('view_mark')
      .columns(['player_key', 'post_id', 'stamp'])
      .unique()
      .execute()
    await schema
      .createTable('view_event')
      .addColumn('author_id', 'text', (column) => column.notNull())
      .addColumn('post_id', 'bigint', (column) => column.notNull())
      .addColumn('recorded_at', 'bigint', (column) => column.notNull())
      .addColumn('player_key', 'text', (column) => column.notNull())
      .addColumn('intent', 'text', (column) => column.notNull())
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('context', 'text')
      .addColumn('is_public', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('view_event_pk', ['author_id', 'post_id', 'recorded_at', 'player_key'])
      .execute()
    await schema
      .createTable('view_public')
      .addColumn('day', 'integer', (column) => column.notNull())
      .addColumn('post_id', 'bigint', (column) => column.notNull())
      .addColumn('owner_id', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('view_public_pk', ['day', 'post_id', 'owner_id'])
      .execute()
    await schema
      .createTable('view_seen')
      .addColumn('day', 'integer', (column) => column.notNull())
      .addColumn('author_id', 'text', (column) => column.notNull())
      .addColumn('post_id', 'bigint', (column) => column.notNull())
      .addColumn('player_key', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('view_seen_pk', ['day', 'author_id', 'post_id', 'player_key'])
      .execute()
    await schema
      .createTable('view_day')
      .addColumn('author_id', 'text', (column) => column.notNull())
      .addColumn('post_id', 'bigint', (column) => column.notNull())
      .addColumn('day', 'integer', (column) => column.notNull())
      .addColumn('views', 'bigint', (column) => column.notNull())
      .addColumn('impressions', 'bigint', (column) => column.notNull())
      .addColumn('public_views', 'bigint', (column) => column.notNull())
      .addColumn('unique_displays', 'bigint', (column) => column.notNull())
      .addColumn('by_hour', 'text', (column) => column.notNull())
      .addColumn('by_channel', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('view_day_pk', ['author_id', 'post_id', 'day'])
      .execute()
    await schema.createIndex('view_day_by_day').on('view_day').columns(['day', 'post_id']).execute()
    await schema
      .createTable('view_total')
      .addColumn('author_id', 'text', (column) => column.notNull())
      .addColumn('post_id', 'bigint', (column) => column.notNull())
      .addColumn('views', 'bigint', (column) => column.notNull())
      .addColumn('impressions', 'bigint', (column) => column.notNull())
      .addColumn('public_views', 'bigint', (column) => column.notNull())
      .addColumn('displays', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('view_total_pk', ['author_id', 'post_id'])
      .execute()
    await schema.createIndex('view_total_by_post').on('view_total').column('post_id').execute()
    await schema
      .createTable('view_round')
      .addColumn('finished_at', 'bigint', (column) => column.primaryKey())
      .addColumn('through', 'bigint', (column) => column.notNull())
      .execute()
  },
}
