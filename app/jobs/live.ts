import { announce } from '#events/live'

/** Tells open job consoles that something has changed: they look for themselves. */
export function tellConsole(): void {
  announce('jobs', { at: Date.now() })
}
