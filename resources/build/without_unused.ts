import type { AtRule, Plugin } from 'postcss'

/**
 * Parts of Tabler that no page of Bincard uses: brand colours, carousels, its own page frame and the
 * like. Left in they are three quarters of the style sheet. A class listed here has no effect in a page.
 */
const UNUSED = [
  'navbar|offcanvas|carousel|ribbon|divide-|steps|step-|markdown|otp|popover|signal|calendar|sparkline',
  'timeline|mention|chat|signature|strength|theme-|social|tag-|page-|legend|accordion|bs-|tooltip|prose',
  'scrollspy|display-|object-|ratio|columns-|form-(?:imagecheck|colorinput|floating|selectgroup)|flag',
  'link-offset|link-underline|focus-ring|progressbg|placeholder|gradient|text-bg|dropend|dropstart',
  'dropup|avatar-(?:up|upload|rounded|square|list|xl|2xl)|shape|toast|sortable|switch-icon|countup',
  'icon-(?:pulse|tada|rotate)|star|payment|nav-segmented|demo|img-(?:responsive|thumbnail)|figure',
  'btn-(?:blue|azure|indigo|purple|pink|orange|lime|teal|cyan|yellow|pill)',
  '(?:btn|bg|text|link|border)-(?:facebook|twitter|google|youtube|vimeo|dribbble|github|instagram)',
  '(?:btn|bg|text|link|border)-(?:pinterest|vk|rss|flickr|bitbucket|tabler|x|linkedin)\\b',
].join('|')

const UNUSED_SELECTOR = new RegExp(`\\.(?:${UNUSED})|data-vc`)

/** PostCSS: drops the selectors of {@link UNUSED}, only from Tabler's own files. */
export function withoutUnused(): Plugin {
  return {
    postcssPlugin: 'without-unused',
    OnceExit(root) {
      root.walkRules((rule) => {
        if ((rule.parent as AtRule).name?.includes('keyframes')) return
        if (!rule.source?.input.file?.includes('@tabler')) return
        const kept = rule.selectors.filter((selector) => !UNUSED_SELECTOR.test(selector))
        if (kept.length === 0) rule.remove()
        else if (kept.length < rule.selectors.length) rule.selectors = kept
      })
    },
  }
}
