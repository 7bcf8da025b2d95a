import { defineFallback } from '#core/http/endpoint'

// Must be loaded after every other route: it answers what none of them does.
defineFallback()
