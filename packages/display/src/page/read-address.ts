/** What the address of the page says. */
export interface PageAddress {
  /** Of the hub, without a slash at its end. */
  readonly baseUrl: string
  readonly screenName: string
  /** Null: it is not said. */
  readonly order: 0 | 1 | 2 | null
  readonly dwellMs: number | null
}

const ORDERS = ['server', 'newest', 'random']

/** The page stands at `display/` of its hub, whatever is before that. What is said wrongly is not said. */
export function readAddress(href: string): PageAddress {
  const { searchParams } = new URL(href)
  const screen = searchParams.get('screen') ?? ''
  const order = ORDERS.indexOf(searchParams.get('order') ?? '')
  const seconds = Number(searchParams.get('dwell') ?? Number.NaN)
  const base = new URL('..', href)
  return {
    baseUrl: `${base.origin}${base.pathname}`.replace(/\/$/, ''),
    screenName: /^[\w-]{1,40}$/.test(screen) ? screen : '1',
    order: order < 0 ? null : (order as 0 | 1 | 2),
    dwellMs: seconds > 0 && seconds <= 86_400 ? seconds * 1_000 : null,
  }
}
