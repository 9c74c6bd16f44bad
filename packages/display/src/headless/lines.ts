import { channelText, type DisplayNews, type DisplayState } from '../core/index.ts'

/** What happened, in one line for people and programs; null: nothing that they would want to know. */
export function lineOfNews(news: DisplayNews): string | null {
  switch (news.news) {
    case 'shown': {
      const { post, intent, channel } = news.showing
      const by = post.author === '' ? '' : ` by ${post.author}`
      return `shown ${post.postId ?? post.kind} ${intent} ${channelText(channel)} ${JSON.stringify(post.title)}${by}`
    }
    case 'seen':
      return `seen ${news.event.postId} ${news.event.intent} ${new Date(news.event.seenAt).toISOString()}`
    case 'told': {
      const { event, fate, why } = news
      return `${fate} ${event.postId} ${new Date(event.seenAt).toISOString()}${why === null ? '' : ` ${why}`}`
    }
    case 'command':
      return `told to ${news.name}${news.refused === null ? '' : `: ${news.refused}`}`
    case 'failure':
      return `failed: ${news.error instanceof Error ? news.error.message : news.error}`
  }
}

export function lineOfState(state: DisplayState): string {
  if (state.name === 'starting') return 'starting'
  if (state.name === 'on') return `hub ${state.link}`
  if (state.code === null) return 'the hub is away'
  const { code, claimUrl } = state.code
  return `code ${code}\nType it on the devices page, or open ${claimUrl}`
}
