import { counted } from '../counted.ts'

const count = counted('en')

export const analytics = {
  analytics: {
    open: 'How it is seen',
    seen: (views: number) => count(views, { one: 'view', other: 'views' }),
    title: 'How your artworks are seen',
    all: 'All your artworks',
    span: 'Span of time',
    lastDays: (days: number) => `Last ${count(days, { one: 'day', other: 'days' })}`,
    csv: 'Save as CSV',
    empty: 'Nobody has seen it yet',
    emptyText:
      'As soon as a display shows it, its views appear here. What your own displays show is not counted.',
    emptyAll: 'Nobody has seen your artworks yet',
    emptyAllText:
      'As soon as a display shows one of them, its views appear here. What your own displays show is not counted.',
    totals: 'Since the beginning',
    views: 'Views',
    viewsText: 'Somebody asked for it',
    impressions: 'Impressions',
    impressionsText: 'It came along in a channel',
    displays: 'Displays',
    displaysText: 'Different ones',
    publicViews: 'Public counter',
    publicViewsText: 'One view a day of each owner',
    perDay: 'Day by day',
    perHour: 'Hours of the day (UTC)',
    hour: (hour: number) => `${String(hour).padStart(2, '0')}:00`,
    said: (what: string, views: number, impressions: number) =>
      `${what}: ${count(views, { one: 'view', other: 'views' })}, ${count(impressions, { one: 'impression', other: 'impressions' })}`,
    nothing: 'Nothing was shown in this time.',
    channels: 'Where it was shown',
    channel: {
      all: 'All artworks',
      promoted: 'Promoted',
      user: 'The owner’s own',
      byUser: 'One person’s artworks',
      hashtag: 'A hashtag',
    },
    context: { byUser: (sqid: string) => sqid, hashtag: (tag: string) => `#${tag}` },
    otherContext: 'Others',
    table: 'The numbers, day by day',
    date: 'Date',
    artworks: 'Your artworks',
    deleted: (postId: number) => `Deleted (no. ${postId})`,
  },
}
