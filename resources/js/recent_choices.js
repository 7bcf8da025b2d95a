const KEPT_RECENT = 5

/** The ids that were chosen lately in this browser from the rows of an address, the newest first. */
export function recentOf(url) {
  try {
    const kept = JSON.parse(localStorage.getItem(recentKey(url)) ?? '[]')
    return Array.isArray(kept) ? kept.filter(Number.isInteger).slice(0, KEPT_RECENT) : []
  } catch {
    return []
  }
}

export function remember(url, id) {
  const number = Number(id)
  const others = recentOf(url).filter((one) => one !== number)
  try {
    localStorage.setItem(recentKey(url), JSON.stringify([number, ...others].slice(0, KEPT_RECENT)))
  } catch {
    // A browser that keeps nothing still picks.
  }
}

function recentKey(url) {
  return `bincard-recent:${url}`
}
