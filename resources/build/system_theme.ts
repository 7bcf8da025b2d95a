import type { AtRule, Plugin } from 'postcss'

const DARK = /\[data-bs-theme=['"]?dark['"]?\]/g

function isForSystem(parent: unknown): boolean {
  return Boolean((parent as AtRule | undefined)?.params?.includes('prefers-color-scheme'))
}

/**
 * PostCSS: repeats every rule of the dark theme for visitors who follow their system and whose
 * system is dark. So the first paint is right without a script.
 */
export function systemTheme(): Plugin {
  return {
    postcssPlugin: 'system-theme',
    OnceExit(root, { AtRule: NewAtRule }) {
      root.walkRules((rule) => {
        const dark = rule.selectors.filter((selector) => selector.match(DARK))
        if (dark.length === 0 || isForSystem(rule.parent)) return
        const copy = rule.clone({
          selectors: dark.map((selector) => selector.replace(DARK, '[data-bs-theme=system]')),
        })
        rule.after(
          new NewAtRule({ name: 'media', params: '(prefers-color-scheme: dark)', nodes: [copy] })
        )
      })
    },
  }
}
