import type {
  AcceptedViews,
  FigureSubject,
  Figures,
  HourOfPost,
  RecordedView,
  SeenDisplay,
  UncountedView,
  ViewedPost,
  ViewingDisplay,
  ViewMark,
} from '#domain'

/** What a judgement came to; `recorded` is what has to be kept of it. */
export interface JudgedViews {
  readonly recorded: readonly RecordedView[]
}

/** Figures as they are kept, and what has been accepted since. Read in one instant. */
export interface KeptFigures {
  readonly known: Figures
  readonly uncounted: readonly UncountedView[]
  /** Of the displays in `uncounted` those that the figures of their day do not have. */
  readonly newlySeen: readonly SeenDisplay[]
}

export interface ViewHorizon {
  /** Marks of events that were recorded before then, and whose events had been pruned, go. */
  readonly marksBefore: number
  /** Of days before this one nobody has to be told apart any more. */
  readonly displaysBeforeDay: number
  /** Notes of roll-ups that ended before then. */
  readonly roundsBefore: number
}

/** A roll-up that has come to its end: what was accepted before `through` was in the figures at `finishedAt`. */
export interface RollUpRound {
  readonly finishedAt: number
  readonly through: number
}

/** View events and what becomes of them: `contracts/view-records.ts` says what is promised. */
export interface ViewRecords {
  /**
   * One transaction: hands what was accepted before of the displays of `marks` to `judge` (which may be called again),
   * and keeps what it recorded. Durable when it resolves. Two at once never judge one display at the same time.
   * `twice`: what the judge recorded and the store had already; nothing of it was kept.
   */
  take<T extends JudgedViews>(
    marks: readonly ViewMark[],
    judge: (accepted: ReadonlyMap<string, AcceptedViews>) => T,
  ): Promise<{ readonly judged: T; readonly twice: readonly RecordedView[] }>
  /** Takes up to so many events into the figures and forgets them, in one transaction; `count` may be called again. */
  rollUp(most: number, count: (kept: KeptFigures) => Figures): Promise<number>
  /** The round is noted, so that marks can be pruned by it later. */
  noteRound(round: RollUpRound): Promise<void>
  /** The newest round that ended at that instant or before; null: none. */
  roundBefore(instant: number): Promise<RollUpRound | null>
  /** Repeats small transactions until all of it is done, or the signal aborts. */
  prune(horizon: ViewHorizon, signal: AbortSignal): Promise<void>
  /** Of an artwork, or of all of an author's: days from this one on, and the totals. */
  figures(subject: FigureSubject, fromDay: number): Promise<KeptFigures>
  /** The totals of an author's artworks; of very many those with the most views. */
  artworks(authorId: string, most: number): Promise<KeptFigures>
  /** Days of all artworks from this one on; of very many the busiest. */
  recent(fromDay: number, most: number): Promise<KeptFigures>
  /** What the public counters of these artworks say. One that was never viewed is left out. */
  publicViews(postIds: readonly number[]): Promise<ReadonlyMap<number, number>>
  close(): Promise<void>
}

/** An artwork that is there, under its title. */
export interface TitledPost extends ViewedPost {
  readonly title: string
}

/** What views are of, by whom, and beside what they are told. What is not there is left out. */
export interface ViewSubjects {
  displays(playerKeys: readonly string[]): Promise<ReadonlyMap<string, ViewingDisplay>>
  posts(postIds: readonly number[]): Promise<ReadonlyMap<number, TitledPost>>
  /** Reactions since then, of each artwork by the hour in which they were given. */
  reactions(since: number): Promise<readonly Pick<HourOfPost, 'postId' | 'at' | 'reactions'>[]>
}
