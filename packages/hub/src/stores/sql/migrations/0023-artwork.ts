import type { SqlMigration } from './sql-migration.ts'

/** Artwork belongs to the installation: households are only said beside it. */
export const artwork: SqlMigration = {
  name: '0023-artwork',
  async up({ schema }) {
    await schema
      .createTable('post')
      .addColumn('post_id', 'bigint', (column) => column.primaryKey())
      .addColumn('author_id', 'text', (column) => column.notNull())
      .addColumn('household_id', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('width', 'integer', (column) => column.notNull())
      .addColumn('height', 'integer', (column) => column.notNull())
      .addColumn('frame_count', 'integer', (column) => column.notNull())
      .addColumn('visibility', 'text', (column) => column.notNull())
      .addColumn('promoted', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('picture_key', 'text', (column) => column.notNull())
      .addColumn('size_bytes', 'bigint', (column) => column.notNull())
      .addColumn('sha256', 'text', (column) => column.notNull())
      .addColumn('command_id', 'text')
      .addColumn('is_published', 'integer', (column) => column.notNull())
      .addColumn('deleted_at', 'bigint')
      .addUniqueConstraint('post_command', ['author_id', 'command_id'])
      .execute()
    await schema.createIndex('post_created').on('post').columns(['created_at', 'post_id']).execute()
    await schema.createIndex('post_author').on('post').columns(['author_id', 'post_id']).execute()
    await schema
      .createTable('post_hashtag')
      .addColumn('post_id', 'bigint', (column) =>
        column.notNull().references('post.post_id').onDelete('cascade'),
      )
      .addColumn('nth', 'integer', (column) => column.notNull())
      .addColumn('hashtag', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('post_hashtag_pk', ['post_id', 'hashtag'])
      .execute()
    await schema.createIndex('post_hashtag_of').on('post_hashtag').columns(['hashtag', 'post_id']).execute()
    await schema
      .createTable('post_reaction')
      .addColumn('post_id', 'bigint', (column) =>
        column.notNull().references('post.post_id').onDelete('cascade'),
      )
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('emoji', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('post_reaction_pk', ['post_id', 'user_id', 'emoji'])
      .execute()
    await schema
      .createTable('user_sqid')
      .addColumn('user_id', 'text', (column) => column.primaryKey())
      .addColumn('sqid', 'text', (column) => column.notNull().unique())
      .execute()
    await schema
      .createTable('artwork_wall')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('last_post_id', 'bigint', (column) => column.notNull())
      .addColumn('changes', 'bigint', (column) => column.notNull())
      .execute()
  },
}
