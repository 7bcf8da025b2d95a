import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']

interface Found {
  id: string
  impact: string | null
  nodes: { target: string; why: string }[]
}

export interface AxeOptions {
  /** A selector: only this part of the page. */
  within?: string
  /** Only these rules, where all of WCAG 2.2 A and AA have been asked for before. */
  rules?: readonly string[]
}

/**
 * What axe-core finds wrong in the page as it stands, a line for each rule. It is evaluated in the
 * page by the debugger, so the page's content security policy stays as it is.
 */
export async function faultsFoundByAxe(page: Page, options: AxeOptions = {}): Promise<string[]> {
  if (!(await page.evaluate('Boolean(window.axe)'))) await page.evaluate(SOURCE)
  const found = await page.evaluate(runAxe, {
    within: options.within,
    options: {
      runOnly: options.rules
        ? { type: 'rule', values: [...options.rules] }
        : { type: 'tag', values: [...STANDARD] },
      resultTypes: ['violations'],
      preload: false,
    } satisfies RunOptions,
  })
  return found.map(
    ({ id, impact, nodes }) =>
      `${id} (${impact}): ${nodes.map(({ target, why }) => `${target} ${why}`).join(' | ')}`
  )
}

/** Runs in the page. */
async function runAxe({
  within,
  options,
}: {
  within?: string
  options: RunOptions
}): Promise<Found[]> {
  const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
  const page = globalThis as unknown as { document: object }
  const { violations } = await axe.run(within ?? (page.document as never), options)
  return violations.map(({ id, impact, nodes }) => ({
    id,
    impact: impact ?? null,
    nodes: nodes.slice(0, 4).map((node) => ({
      target: node.target.join(' '),
      why: node.any
        .map(({ message }) => message)
        .join('; ')
        .slice(0, 160),
    })),
  }))
}
