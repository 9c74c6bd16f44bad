import { counted } from '../counted.ts'
import type { analytics as english } from '../en/analytics.ts'

const count = counted('de')

export const analytics: typeof english = {
  analytics: {
    open: 'So wird es gesehen',
    seen: (views) => count(views, { one: 'Aufruf', other: 'Aufrufe' }),
    title: 'So werden deine Bilder gesehen',
    all: 'Alle deine Bilder',
    span: 'Zeitraum',
    lastDays: (days) => count(days, { one: 'Tag', other: 'Tage' }),
    csv: 'Als CSV sichern',
    empty: 'Noch hat es niemand gesehen',
    emptyText:
      'Sobald eine Anzeige es zeigt, erscheint es hier. Was deine eigenen Anzeigen zeigen, zählt nicht mit.',
    emptyAll: 'Noch hat niemand deine Bilder gesehen',
    emptyAllText:
      'Sobald eine Anzeige eines davon zeigt, erscheint es hier. Was deine eigenen Anzeigen zeigen, zählt nicht mit.',
    totals: 'Seit Beginn',
    views: 'Aufrufe',
    viewsText: 'Jemand wollte es sehen',
    impressions: 'Einblendungen',
    impressionsText: 'Es kam in einem Kanal vor',
    displays: 'Anzeigen',
    displaysText: 'Verschiedene',
    publicViews: 'Öffentlicher Zähler',
    publicViewsText: 'Je Besitzer ein Aufruf am Tag',
    perDay: 'Tag für Tag',
    perHour: 'Stunden des Tages (UTC)',
    hour: (hour) => `${String(hour).padStart(2, '0')}:00`,
    said: (what, views, impressions) =>
      `${what}: ${count(views, { one: 'Aufruf', other: 'Aufrufe' })}, ${count(impressions, { one: 'Einblendung', other: 'Einblendungen' })}`,
    nothing: 'In dieser Zeit wurde nichts gezeigt.',
    channels: 'Wo es gezeigt wurde',
    channel: {
      all: 'Alle Bilder',
      promoted: 'Empfohlene',
      user: 'Eigene des Besitzers',
      byUser: 'Bilder einer Person',
      hashtag: 'Ein Hashtag',
    },
    context: { byUser: (sqid) => sqid, hashtag: (tag) => `#${tag}` },
    otherContext: 'Andere',
    table: 'Die Zahlen, Tag für Tag',
    date: 'Datum',
    artworks: 'Deine Bilder',
    deleted: (postId) => `Gelöscht (Nr. ${postId})`,
  },
}
